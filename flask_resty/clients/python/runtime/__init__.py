"""What every client in Python has in it. It is written into one file, module after module, so no name may stand in two of them."""
