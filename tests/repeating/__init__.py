"""An application whose requests are repeated: by several processes at once, and after one of them was killed."""
