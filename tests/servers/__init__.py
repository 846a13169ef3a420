"""Real servers, an app with everything on to serve, and a client that sends any bytes and forgives nothing."""
