"""The tests of the blog: its contract, sentence by sentence."""
