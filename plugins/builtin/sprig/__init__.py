"""The functions of Sprig 2.22.0, one module a family; each has a table `FUNCTIONS`."""
