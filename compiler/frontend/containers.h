// The classes of the standard library that the IR has a type of its own for.
#pragma once

#include "frontend/clang_headers.h"

#include <optional>

namespace retrograd::frontend {

enum class Container {
  None,
  Array,    // std::array
  Vector,   // std::vector with the standard allocator (but not of bool): what the IR calls a vector
  Span,     // std::span: a view where an annotated function takes it, else a record of data and size; so is a
            // std::initializer_list, which no annotated function takes
  Owner,    // std::unique_ptr<T[]>: a vector that is never copied
  Iterator  // of one of these: a pointer to the element
};

// What the type is; const and references are looked through.
Container containerOf(clang::QualType type);
// The type of its elements, const where they are; for an iterator the pointer.
clang::QualType elementOf(clang::QualType container);
// Does the iterator run backwards? It stands behind its element then.
bool isReverseIterator(clang::QualType type);
bool isInitializerList(clang::QualType type);
// The number of elements of a std::array.
std::uint64_t extentOf(clang::QualType array);

// std::complex of a floating-point type: a record of real and imag.
bool isComplex(clang::QualType type);

// std::pair, std::tuple: records of their elements.
bool isTuple(clang::QualType type);
std::vector<clang::QualType> tupleElements(clang::QualType tuple);
// The member that holds the element: first, second, item_0, …
std::string tupleMember(clang::QualType tuple, unsigned index);

// Is an element of the type, made without a value, zero (or empty)?
bool isZeroLibrary(clang::QualType type);

// A call of a member function or operator of a container, or of std::begin and the like: the object, the name ("size",
// "operator[]") and the other arguments.
struct ContainerCall {
  Container kind = Container::None;
  const clang::Expr* object = nullptr;
  std::string name;
  std::vector<const clang::Expr*> arguments;
};
std::optional<ContainerCall> containerCall(const clang::CallExpr* call);

}  // namespace retrograd::frontend
