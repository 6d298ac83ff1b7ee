// Which functions of the standard library have a meaning of their own to the compiler.
#pragma once

namespace retrograd::frontend {

enum class Library {
  None,
  Min,
  Max,
  Clamp,
  Abs,
  Swap,
  Copy,
  CopyBackward,
  Move,
  AddressOf,
  NotConstant,
  MakeTuple,
  Modf,
  Frexp,
  Remquo,
  Sincos,
  Sort,
  Memory,
  Math
};

}  // namespace retrograd::frontend
