"""What templates may know about Kubernetes and Tiller without a cluster: default versions and API versions.

Not here: discovery of a live cluster's versions.
"""
