"""Discord's client as its users have it: what they type and press, what they read, and all that in a terminal."""
