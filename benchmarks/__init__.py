"""How fast the command and the plugin are, beside the tools that people use already."""
