// Last in, first out; classes with destructors; chunk borders; no allocation in the steady state.
// RUN: %cxx -std=c++17 -Wall -Wextra -Werror %s -o %t && %t
// RUN: %clang -std=c++17 -O2 -Wall -Wextra -Werror -fsanitize=address,undefined %s -o %t && %t
#include <retrograd/tape.h>

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <string>

static long allocations = 0;
void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

static int failures = 0;
#define CHECK(condition) \
  if (!(condition)) std::printf("%s:%d: %s\n", __FILE__, __LINE__, #condition), ++failures

struct Record {
  double a;
  int b;
};
struct Large {
  double values[20000];
};

static void mixed(long n) {
  retrograd::Tape tape;
  for (long i = 0; i < n; ++i) {
    tape.push(Record{i + 0.5, static_cast<int>(i)});
    if (i % 7 == 0) tape.push(i % 2 == 0);
  }
  for (long i = n - 1; i >= 0; --i) {
    if (i % 7 == 0) CHECK(tape.pop<bool>() == (i % 2 == 0));
    const Record r = tape.pop<Record>();
    CHECK(r.a == i + 0.5 && r.b == i);
  }
  CHECK(tape.empty());
}

// Up and down around every chunk border, with entries larger than a chunk between.
static void borders() {
  retrograd::Tape tape;
  auto large = std::make_unique<Large>();
  for (int i = 0; i < 5000; ++i) {
    tape.push(Record{1.0 * i, i});
    tape.push(Record{2.0 * i, i});
    CHECK(tape.pop<Record>().a == 2.0 * i);
    if (i % 1000 == 0) {
      large->values[19999] = i;
      tape.push(*large);
      CHECK(tape.pop<Large>().values[19999] == i);
    }
  }
  double row[3] = {1, 2, 3}, back[3] = {};
  tape.push(row);
  tape.pop(back);
  CHECK(back[2] == 3);
  for (int i = 4999; i >= 0; --i) CHECK(tape.pop<Record>().b == i);
  CHECK(tape.empty());
}

static void owned() {
  const std::string text(100, 'x');
  retrograd::Tape tape;
  for (int i = 0; i < 3000; ++i) {
    tape.push(text + std::to_string(i));
    tape.push(i);
  }
  for (int i = 2999; i >= 1500; --i) {
    CHECK(tape.pop<int>() == i);
    CHECK(tape.pop<std::string>() == text + std::to_string(i));
  }
  // The rest is destroyed with the tape; the address sanitizer would see a leak.
}

int main() {
  mixed(100000);
  const long before = allocations;
  mixed(100000);
  CHECK(allocations == before);
  borders();
  owned();
  const double infinite = std::numeric_limits<double>::infinity();
  CHECK(retrograd::strong_multiply(0.0, infinite) == 0.0 && retrograd::strong_multiply(2.0, 3.0) == 6.0);
  return failures != 0;
}
