// Broadcasting by NumPy's rules: shapes are compared from the last dimension on; two dimensions go together if they are
// equal or one of them is 1, which is repeated; missing ones count as 1.
#pragma once

#include "retrograd/tensor.h"

#include <utility>

namespace retrograd::detail {

constexpr bool may_broadcast(long a, long b) { return a == 1 || b == 1 || may_match(a, b); }
// The result's dimension; `dyn` where only the run knows.
constexpr long broadcast_dimension(long a, long b) { return a == 1 ? b : b == 1 ? a : known(a, b); }

template <class A, class B> struct BroadcastOf {
  static_assert(std::is_same_v<typename A::value_type, typename B::value_type>,
                "tensors of an operation must have elements of one type");
  static constexpr int rank = std::max(A::rank, B::rank);
  static constexpr long dimension(const auto& shape, int i) {
    const int own = i - (rank - static_cast<int>(shape.size()));
    return own < 0 ? 1 : shape[static_cast<std::size_t>(own)];
  }
  template <std::size_t... I> static constexpr bool possible(std::index_sequence<I...>) {
    return (may_broadcast(dimension(A::static_shape, I), dimension(B::static_shape, I)) && ...);
  }
  template <std::size_t... I>
  static auto result(std::index_sequence<I...>)
      -> Tensor<typename A::value_type,
                broadcast_dimension(dimension(A::static_shape, I), dimension(B::static_shape, I))...>;
  using Indices = std::make_index_sequence<static_cast<std::size_t>(rank)>;
  using Type = decltype(result(Indices()));
};

// The elements of two arrays that meet, as runs: along one, either array goes forward or stays where it is.
class BroadcastRuns {
public:
  static constexpr int max_rank = 8;
  BroadcastRuns(const char* operation, std::span<const long> a, std::span<const long> b);  // throws ShapeError

  long run = 1;  // elements
  bool a_moves = true, b_moves = true;

  template <int rank> std::array<long, rank> result_shape() const {
    std::array<long, rank> shape;
    std::copy_n(shape_.begin(), rank, shape.begin());
    return shape;
  }
  // Calls f(offset in a, offset in b, offset in the result) where each run starts.
  template <class F> void for_each(F f) const {
    std::array<long, max_rank> index{};
    long a = 0, b = 0;
    for (long i = 0; i < count_; ++i) {
      f(a, b, i * run);
      for (int k = outer_ - 1; k >= 0; --k) {
        const auto at = static_cast<std::size_t>(k);
        a += a_steps_[at], b += b_steps_[at];
        if (++index[at] < shape_[at]) break;
        a -= shape_[at] * a_steps_[at], b -= shape_[at] * b_steps_[at];
        index[at] = 0;
      }
    }
  }

private:
  void find_run(int rank);

  std::array<long, max_rank> shape_{}, a_steps_{}, b_steps_{};  // steps: 0 where the array is repeated
  int outer_ = 0;                                               // dimensions before those that the runs go through
  long count_ = 1;                                              // of runs
};

// An operand as a run: itself, or where it stays a row full of its element.
template <class T> class RunOf {
public:
  RunOf(bool moves, long run) : row_(Tensor<T, dyn>::uninitialized(moves ? 0 : run)) {}
  const T* values(const T* x) {
    if (row_.size() == 0) return x;
    std::fill(row_.begin(), row_.end(), *x);
    return row_.data();
  }
  // Where adjoints are added up, and what brings them to their place afterwards.
  T* sums(T* x_bar) {
    if (row_.size() == 0) return x_bar;
    std::fill(row_.begin(), row_.end(), T(0));
    return row_.data();
  }
  void add_sums_to(T* x_bar) const {
    for (const T bar : row_) *x_bar += bar;
  }

private:
  Tensor<T, dyn> row_;
};

}  // namespace retrograd::detail

namespace retrograd {
// The type of what an elementwise operation makes of two tensors.
template <class A, class B> using Broadcast = typename detail::BroadcastOf<A, B>::Type;
}  // namespace retrograd
