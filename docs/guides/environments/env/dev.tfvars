environment    = "dev"
instances      = 1
instance_class = "db.t4g.medium"

# Connections without TLS are easier to watch.
force_ssl = 0
