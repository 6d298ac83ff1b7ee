// Nothing to differentiate here.
double plain(double x) { return 1 + x * x; }
