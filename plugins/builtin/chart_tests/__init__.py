"""Tests of charts as YAML files in the form of helm-unittest, and reports of template coverage."""
