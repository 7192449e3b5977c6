"""The types that the whole project uses: values, resources, policies, readings, deployments."""
