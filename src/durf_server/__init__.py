"""The console, the API and the worker: a Django project around the library."""
