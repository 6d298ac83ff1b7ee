// The checks must notice: derivatives written by hand, one right and each other one wrong in its own way.
#include "subject.h"

#include <cstdio>

namespace oracle {
namespace {

using D = Dual<double>;
double twin(double x, double y) { return x * x * y; }
D twin(D x, D y) { return x * x * y; }
void scaleTwin(double& x, double y) { x = x * y; }
void scaleTwin(D& x, D y) { x = x * y; }

double tangent(double x, double x_dot, double y, double y_dot, double& result_dot) {
  result_dot = 2 * x * y * x_dot + x * x * y_dot;
  return x * x * y;
}
double adjoint(double x, double& x_bar, double y, double& y_bar, double result_bar) {
  x_bar += 2 * x * y * result_bar;
  y_bar += x * x * result_bar;
  return x * x * y;
}
double hvp(double x, double y, double& x_bar, double& y_bar, double x_dot, double y_dot, double& result_dot,
           double result_bar, double result_dot_bar) {
  x_bar += 2 * x * y * result_bar + 2 * (y * x_dot + x * y_dot) * result_dot_bar;
  y_bar += x * x * result_bar + 2 * x * x_dot * result_dot_bar;
  return tangent(x, x_dot, y, y_dot, result_dot);
}

double tangentSlightlyOff(double x, double x_dot, double y, double y_dot, double& result_dot) {
  const double value = tangent(x, x_dot, y, y_dot, result_dot);
  result_dot *= 1 + 1e-12;
  return value;
}
double tangentChangesValue(double x, double x_dot, double y, double y_dot, double& result_dot) {
  return tangent(x, x_dot, y, y_dot, result_dot) * (1 + 1e-15);
}
double adjointOmitsY(double x, double& x_bar, double y, double&, double result_bar) {
  x_bar += 2 * x * y * result_bar;
  return x * x * y;
}
double adjointSlightlyOff(double x, double& x_bar, double y, double& y_bar, double result_bar) {
  return adjoint(x, x_bar, y, y_bar, result_bar * (1 + 1e-12));
}
double adjointOverwrites(double x, double& x_bar, double y, double& y_bar, double result_bar) {
  x_bar = y_bar = 0;
  return adjoint(x, x_bar, y, y_bar, result_bar);
}
double adjointRemembers(double x, double& x_bar, double y, double& y_bar, double result_bar) {
  static unsigned calls = 0;
  return adjoint(x, x_bar, y, y_bar, result_bar * (++calls % 4 == 0 ? 1.001 : 1));
}
double adjointNanAtZero(double x, double& x_bar, double y, double& y_bar, double result_bar) {
  return adjoint(x, x_bar, y, y_bar, result_bar / result_bar * result_bar);
}
double adjointNotLinear(double x, double& x_bar, double y, double& y_bar, double result_bar) {
  return adjoint(x, x_bar, y, y_bar, result_bar + 1e-17 * result_bar * result_bar * 1e3);
}
double adjointLosesValue(double x, double& x_bar, double y, double& y_bar, double result_bar) {
  adjoint(x, x_bar, y, y_bar, result_bar);
  return 0;
}
double hvpOfGradientOnly(double x, double y, double& x_bar, double& y_bar, double x_dot, double y_dot,
                         double& result_dot, double result_bar, double) {
  adjoint(x, x_bar, y, y_bar, result_bar);
  return tangent(x, x_dot, y, y_dot, result_dot);
}

void scaleTangent(double& x, double& x_dot, double y, double y_dot) {
  x_dot = x_dot * y + x * y_dot;
  x *= y;
}
void scaleAdjoint(double& x, double& x_bar, double y, double& y_bar) {
  y_bar += x * x_bar;
  x_bar *= y;
  x *= y;
}
void scaleAdjointKeepsOldX(double& x, double& x_bar, double y, double& y_bar) {
  y_bar += x * x_bar;
  x_bar *= y;
}
void scaleAdjointAddsToOld(double& x, double& x_bar, double y, double& y_bar) {
  y_bar += x * x_bar;
  x_bar += x_bar * y;
  x *= y;
}

using Real = double (*)(double, double);
using Scale = void (*)(double&, double);
Subject of(const char* name, SignaturesOf<Real, Input, Input>::Tangent t,
           SignaturesOf<Real, Input, Input>::Adjoint a, SignaturesOf<Real, Input, Input>::Hvp h = hvp) {
  return makeSubject(name, static_cast<Real>(twin), static_cast<D (*)(D, D)>(twin), t, a, h, between(1, 2),
                     between(1, 2));
}
Subject ofScale(const char* name, void (*a)(double&, double&, double, double&)) {
  return makeSubject(name, static_cast<Scale>(scaleTwin), static_cast<void (*)(D&, D)>(scaleTwin), scaleTangent, a,
                     nullptr, between(1, 2), between(1, 2));
}

}  // namespace
}  // namespace oracle

int main() {
  using namespace oracle;
  const Subject right[] = {of("right", tangent, adjoint), ofScale("right, in place", scaleAdjoint)};
  const Subject wrong[] = {
      of("tangent slightly off", tangentSlightlyOff, adjoint),
      of("tangent changes the value", tangentChangesValue, adjoint),
      of("adjoint omits y", tangent, adjointOmitsY),
      of("adjoint slightly off", tangent, adjointSlightlyOff),
      of("adjoint overwrites", tangent, adjointOverwrites),
      of("adjoint remembers", tangent, adjointRemembers),
      of("adjoint is NaN at zero", tangent, adjointNanAtZero),
      of("adjoint is not linear", tangent, adjointNotLinear),
      of("adjoint loses the value", tangent, adjointLosesValue),
      of("second derivative is missing", tangent, adjoint, hvpOfGradientOnly),
      ofScale("value in place is not left", scaleAdjointKeepsOldX),
      ofScale("adjoint in place adds", scaleAdjointAddsToOld),
  };
  unsigned mistakes = 0;
  for (const Subject& subject : right)
    if (countFailures(subject) != 0) ++mistakes, std::printf("reported, but right: %s\n", subject.name.c_str());
  for (const Subject& subject : wrong)
    if (countFailures(subject) == 0) ++mistakes, std::printf("not noticed: %s\n", subject.name.c_str());
  std::printf("%u mistakes\n", mistakes);
  return mistakes != 0;
}
