// What a program of a batch is to the harness: its derivatives' addresses, whatever their types.
#pragma once

struct Derived {
  const char* name;
  unsigned root;     // which of the signatures in roots.h it has
  double tolerance;  // as Subject's
  void (*primal)();
  void (*tangent)();
  void (*adjoint)();
};
struct Twin {
  void (*dual)();
};
extern const Derived derived[];
extern const Twin twins[];  // in the same order
extern const unsigned programCount;
