"""What a reviewer is asked: `QUESTION`, and `places`, which tells what of a change raises it."""
