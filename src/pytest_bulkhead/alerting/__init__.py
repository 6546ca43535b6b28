"""From the history to whoever has to know: the terminal, a job's summary, a chat, a monitor."""
