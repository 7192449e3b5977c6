environment = "prod"
force_ssl   = 1
