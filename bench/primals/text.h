// The text of the primals is compiled twice: by Retrograd on doubles, and as templates on the numbers of the peers.
// What a helper is given by value is made a Real first: a peer's `a * b` may be an expression of another type.
#pragma once

#include <cmath>

using std::abs, std::cos, std::exp, std::log, std::sin, std::sqrt, std::tanh;

#ifdef BENCH_PEER
#define PRIMAL template <class Real>
#define PRIMAL_WITH_TWO_ROWS template <class Real>
#define HELPER template <class Real>
#define PASSIVE
#else
#include <retrograd/autodiff.h>
#define PRIMAL [[autodiff]]
#define PRIMAL_WITH_TWO_ROWS [[autodiff("rows=2")]]
#define HELPER static
#define PASSIVE [[autodiff::passive]]
using Real = double;
#endif
