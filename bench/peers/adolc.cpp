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
    row_.resize(static_cast<std::size_t>(inputs));
    for (int i = 0; i < outputs; ++i) {
      std::vector<double> seed(static_cast<std::size_t>(outputs));
      seed[static_cast<std::size_t>(i)] = 1;
      fos_reverse(tape, outputs, inputs, seed.data(), row_.data());
      for (const double value : row_) *bar++ += value;
    }
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

  static inline short nextTape = replays ? 100 : 0;
  std::map<std::type_index, short> tapes_;
  std::vector<double> row_;
};

const bench::RegisterPeer tapes("adolc", BENCH_ADOLC_VERSION, [](const bench::Workload& w) {
  auto all = bench::sweeps("adolc", w, Adolc<false>());
  for (const auto& sweep : bench::sweeps("adolc_replay", w, Adolc<true>())) all.push_back(sweep);
  return all;
});

}  // namespace
