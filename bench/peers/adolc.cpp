// ADOL-C: operator overloading, a tape of operations. `adolc` writes its tape anew for each gradient, as a program must
// whose branches depend on the data; `adolc_replay` writes it once, outside of what is measured, and runs it again.
#include <adolc/adolc.h>

// The name that C++ has for fabs.
inline adouble abs(const badouble& x) { return fabs(x); }

#include "peer.h"

#include <limits>
#include <map>
#include <typeindex>

namespace {

template <bool replays> class Adolc {
public:
  // Newton's method: how often it iterates depends on the data.
  template <class F> static constexpr bool takes = !replays || !std::is_same_v<F, bench::Newton>;

  template <class F> void add(const F& f, int inputs, int outputs, const double* x, double* bar) {
    const auto [place, isNew] = tapes_.try_emplace(typeid(F), nextTape);
    const short tape = place->second;
    if (isNew) ++nextTape;
    if (isNew || !replays)
      write(f, tape, inputs, outputs, x);
    else
      run(tape, inputs, outputs, x);
    std::vector<double> rows(static_cast<std::size_t>(inputs * outputs));
    reverse(tape, inputs, outputs, rows.data());
    for (const double value : rows) *bar++ += value;
  }

private:
  template <class F> void write(const F& f, short tape, int inputs, int outputs, const double* x) {
    std::vector<double> results(static_cast<std::size_t>(outputs));
    trace_on(tape, 1);
    {
      std::vector<adouble> in(static_cast<std::size_t>(inputs)), out(results.size());
      for (adouble& value : in) value <<= *x++;
      bench::evaluate(f, in.data(), out.data());
      for (std::size_t i = 0; i < out.size(); ++i) out[i] >>= results[i];
    }
    trace_off();
  }

  void run(short tape, int inputs, int outputs, const double* x) {
    std::vector<double> results(static_cast<std::size_t>(outputs));
    zos_forward(tape, outputs, inputs, 1, x, results.data());
  }

  // The rows of the Jacobian by one sweep.
  static void reverse(short tape, int inputs, int outputs, double* rows) {
    const std::size_t m = static_cast<std::size_t>(outputs);
    std::vector<double> seeds(m * m);
    for (std::size_t i = 0; i < m; ++i) seeds[i * (m + 1)] = 1;
    if (m == 1) {
      fos_reverse(tape, 1, inputs, seeds.data(), rows);
      return;
    }
    std::vector<double*> seed, row;
    for (std::size_t i = 0; i < m; ++i) {
      seed.push_back(seeds.data() + i * m);
      row.push_back(rows + i * static_cast<std::size_t>(inputs));
    }
    fov_reverse(tape, outputs, inputs, outputs, seed.data(), row.data());
  }

  static inline short nextTape = replays ? 100 : 0;
  std::map<std::type_index, short> tapes_;
};

const bench::RegisterPeer tapes("adolc", BENCH_ADOLC_VERSION, [](const bench::Workload& w) {
  auto all = bench::sweeps("adolc", w, Adolc<false>());
  for (const auto& sweep : bench::sweeps("adolc_replay", w, Adolc<true>())) all.push_back(sweep);
  return all;
});

}  // namespace
