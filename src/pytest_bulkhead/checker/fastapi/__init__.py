"""What is known of FastAPI: dependencies, routes, clients, and who overrides what."""
