"""Moving on: releases written as Helm 3 records and back, manifests whose API versions are gone rewritten."""
