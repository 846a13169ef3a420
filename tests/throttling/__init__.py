"""An application that several processes serve and many clients ask at once, while its Redis comes and goes."""
