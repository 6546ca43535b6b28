"""Which files and folders there are, which of them are test code, and what an answer about them depended on."""
