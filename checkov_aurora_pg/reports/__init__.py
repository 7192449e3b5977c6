"""What a scan reports, a module for each format."""
