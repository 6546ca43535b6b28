"""Where the office writes down what happened."""

import logging

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def configure(level: str = "WARNING") -> logging.Logger:
    """Set up the office's own logger, once, and leave the root logger alone."""
    logger = logging.getLogger("harbour")
    logger.setLevel(level)
    if not any(handler.get_name() == "harbour" for handler in logger.handlers):
        handler = logging.StreamHandler()
        handler.set_name("harbour")
        handler.setFormatter(logging.Formatter(FORMAT))
        logger.addHandler(handler)
    return logger
