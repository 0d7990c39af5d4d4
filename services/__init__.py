"""What the product does; knows no chat and no HTTP server."""
