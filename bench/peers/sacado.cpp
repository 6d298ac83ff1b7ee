// Sacado of Trilinos: `sacado_rad` is reverse mode with a graph of operations in memory, `sacado_fad` forward mode with
// a fixed number of directions. Debian configures it for parts of Trilinos that neither needs: its configuration is
// left out.
#define TRILINOS_NO_CONFIG_H
#define HAVE_SACADO_CXX11
#define SACADO_NEW_FAD_DESIGN_IS_DEFAULT
#include <Trilinos_version.h>
#include <Sacado_No_Kokkos.hpp>

#include "peer.h"

namespace {

struct Rad {
  using Number = Sacado::Rad::ADvar<double>;

  template <class F> static constexpr bool takes = true;

  template <class F> void add(const F& f, int inputs, int outputs, const double* x, double* bar) {
    std::vector<Number> in(x, x + inputs), out(static_cast<std::size_t>(outputs));
    bench::evaluate(f, in.data(), out.data());
    std::vector<Number*> results;
    for (Number& result : out) results.push_back(&result);
    for (int i = 0; i < outputs; ++i) {
      std::vector<double> seed(out.size());  // of all results: those of the row before are still set
      seed[static_cast<std::size_t>(i)] = 1;
      Number::Weighted_Gradcomp(out.size(), results.data(), seed.data());
      for (const Number& value : in) *bar++ += value.adj();
    }
  }
};

struct Fad {
  template <class F> static constexpr bool takes = bench::HasFewInputs<F>;

  template <class F> void add(const F& f, int inputs, int outputs, const double* x, double* bar) {
    using Number = Sacado::Fad::SFad<double, F::inputs>;
    std::vector<Number> in, out(static_cast<std::size_t>(outputs));
    for (int i = 0; i < inputs; ++i) in.emplace_back(F::inputs, i, x[i]);
    bench::evaluate(f, in.data(), out.data());
    for (const Number& result : out)
      for (int i = 0; i < inputs; ++i) *bar++ += result.dx(i);
  }
};

const bench::RegisterPeer sacado("sacado", TRILINOS_VERSION_STRING, [](const bench::Workload& w) {
  auto all = bench::sweeps("sacado_rad", w, Rad());
  for (const auto& sweep : bench::sweeps("sacado_fad", w, Fad())) all.push_back(sweep);
  return all;
});

}  // namespace
