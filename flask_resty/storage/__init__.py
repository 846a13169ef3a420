"""What counts over several processes is kept in a storage of ``limits``: how it is reached, and what is done while it is down."""
