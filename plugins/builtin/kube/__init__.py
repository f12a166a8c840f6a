"""Everything about reaching a Kubernetes cluster: for now, which namespace the user's kubeconfig chooses."""
