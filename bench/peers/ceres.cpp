// The jets of Ceres: forward mode with a fixed number of directions, kept as one vector of Eigen.
#include <ceres/jet.h>
#include <ceres/version.h>

#include "peer.h"

namespace {

struct Jets {
  template <class F> static constexpr bool takes = bench::HasFewInputs<F>;

  template <class F> void add(const F& f, int inputs, int outputs, const double* x, double* bar) {
    using Number = ceres::Jet<double, F::inputs>;
    std::vector<Number> in, out(static_cast<std::size_t>(outputs));
    for (int i = 0; i < inputs; ++i) in.emplace_back(x[i], i);
    bench::evaluate(f, in.data(), out.data());
    for (const Number& result : out)
      for (int i = 0; i < inputs; ++i) *bar++ += result.v[i];
  }
};

const bench::RegisterPeer jets("ceres", CERES_VERSION_STRING,
                               [](const bench::Workload& w) { return bench::sweeps("ceres_jets", w, Jets()); });

}  // namespace
