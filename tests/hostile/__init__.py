"""Documents that were made to do harm, and a process of little memory that reads them."""
