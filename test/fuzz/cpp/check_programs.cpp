// Checks the functions of a batch, or those named: `batch [name…]`. A line "? f12" before each says who is to blame for
// what follows; "skipped f12": its numbers are too large, or its derivatives too inexact, to judge. f12_twin means the
// same as f12, and is compared.
#include "programs.h"
#include "subject.h"

#include <cstdio>

namespace real {
#include "records.h"
#include "roots.h"
}  // namespace real
#define std dual_std
#define double ::oracle::Dual<double>
#define float ::oracle::Dual<float>
namespace dual {
#include "records.h"
#include "roots.h"
}  // namespace dual
#undef float
#undef double
#undef std
#define ROOT_INPUTS

namespace oracle {
namespace {
template <class Real, class Dual, class... Given>
Subject subjectOf(const Derived& derived, const Twin& twin, const Given&... given) {
  using Call = SignaturesOf<Real*, Given...>;
  return makeSubject(derived.name, reinterpret_cast<Real*>(derived.primal), reinterpret_cast<Dual*>(twin.dual),
                     reinterpret_cast<typename Call::Tangent>(derived.tangent),
                     reinterpret_cast<typename Call::Adjoint>(derived.adjoint), nullptr, given...)
      .within(derived.tolerance);
}

Subject subjectAt(unsigned i) {
#define ROOT(index, ...)        \
  if (derived[i].root == index) \
    return subjectOf<real::Root##index, dual::Root##index>(derived[i], twins[i], __VA_ARGS__);
#include "roots.h"
#undef ROOT
  return {};
}

std::vector<Subject> programs() {
  std::vector<Subject> all;
  for (unsigned i = 0; i < programCount; ++i) all.push_back(subjectAt(i));
  return all;
}

constexpr long double largestUsable = 1e6L;

// Both directions at once: every partial is in there.
bool isUsable(const Subject& subject) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    const Point point = subject.generate(seed);
    const Flat ones(subject.inputs(point).size(), 1);
    Flat y1, y2, y12;
    lostDigits = false;
    const Outcome outcome = subject.dual(point, ones, ones, y1, y2, y12);
    if (lostDigits) return false;
    for (const Flat* numbers : {static_cast<const Flat*>(&outcome.active), static_cast<const Flat*>(&y1)})
      for (const long double number : *numbers)
        if (!(std::fabs(number) < largestUsable)) return false;
  }
  return true;
}

bool areNear(const Flat& a, const Flat& b, long double tolerance) {
  long double size = 1;
  for (const long double v : a) size = std::fmax(size, std::fabs(v));
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(std::fabs(a[i] - b.at(i)) <= tolerance * size)) return false;
  return a.size() == b.size();
}

// Equal values; tangents and adjoints equal up to rounding.
bool agree(const Subject& a, const Subject& b) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    const Point point = a.generate(seed);
    const Flat inputs = a.inputs(point);
    Flat direction, tangentA, tangentB;
    for (std::size_t i = 0; i < inputs.size(); ++i) direction.push_back(1 - 0.25L * static_cast<int>(i % 7));
    const Outcome outcome = a.tangent(point, direction, tangentA);
    if (outcome.active != b.tangent(point, direction, tangentB).active) return false;
    Flat barA = direction, barB = direction;
    const Flat resultBar(a.resultSize, 0.75L);
    a.adjoint(point, barA, resultBar);
    b.adjoint(point, barB, resultBar);
    const long double tolerance = a.tolerance * a.epsilon;
    if (!areNear(tangentA, tangentB, tolerance) || !areNear(barA, barB, tolerance)) return false;
  }
  return true;
}

const Subject* original(const std::vector<Subject>& all, const Subject& twin) {
  const std::size_t end = twin.name.rfind("_twin");
  if (end == std::string::npos) return nullptr;
  for (const Subject& subject : all)
    if (subject.name == twin.name.substr(0, end)) return &subject;
  return nullptr;
}

bool isRight(const std::vector<Subject>& all, const Subject& subject) {
  if (countFailures(subject)) return false;
  const Subject* other = original(all, subject);
  if (!other || agree(*other, subject)) return true;
  std::printf("FAIL %s: twins disagree\n", subject.name.c_str());
  return false;
}
}  // namespace
}  // namespace oracle

int main(int count, char** names) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  bool right = true;
  const std::vector<oracle::Subject> all = oracle::programs();
  for (const oracle::Subject& subject : all) {
    bool wanted = count == 1;
    for (int i = 1; i < count; ++i) wanted |= subject.name == names[i];
    if (!wanted) continue;
    std::printf("? %s\n", subject.name.c_str());
    if (!oracle::isUsable(subject))
      std::printf("skipped %s\n", subject.name.c_str());
    else
      right &= oracle::isRight(all, subject);
  }
  std::printf("done\n");
  return right ? 0 : 1;
}
