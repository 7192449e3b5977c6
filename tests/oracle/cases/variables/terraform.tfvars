from_tfvars = "1"
from_auto = { a = "first" }
