// [[autodiff]] on a class that Retrograd can't look into (message ModelUnsupported).
// RUN: rm -f %t.h
// RUN: not %retrograd %s -o %t.h 2>&1 | FileCheck %s
// RUN: not ls %t.h
union Either {
  double a;
  long b;
};
// CHECK: models.cpp:[[#@LINE+1]]:{{[0-9]+}}: error: class 'Model' cannot be a model: it is not a plain struct of supported members
struct [[autodiff]] Model {
  double weight;
  Either either;
};
