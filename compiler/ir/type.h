// Types of the IR: what the differentiator must know of a C++ type, plus the spelling to print it with.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace retrograd::ir {

struct Type;

// How generated code reaches a member.
enum class Access {
  Named,    // x.name
  Private,  // private_name(x), a function that the backend writes
  Base,     // the base class, reached by a cast
  Count,    // x.name(): the size of a vector
  Element,  // std::get<0>(x), of the member item_0
  Implicit  // a base class whose members are the derived class's own: x.member; the whole of it by a cast
};

// A named member of a record, or a base class. `passive`: never carries a derivative (integers, bools, passive-marked
// members).
struct Field {
  std::string name;
  const Type* type = nullptr;
  bool passive = false;
  Access access = Access::Named;

  bool isBase() const { return access == Access::Base || access == Access::Implicit; }
};

enum class TypeKind {
  Void,
  Bool,
  Integer,    // any integer, character or enumeration type
  Float,      // float, double, long double
  Pointer,    // element = pointee
  Reference,  // parameters only; a reference local is imported as a pointer that is dereferenced at each use
  Array,      // element, extent; a std::array where `isClass`
  Vector,     // std::vector: element; the member `size`, which changes with it
  Record,     // a class whose fields the compiler sees: a user's struct, a generated tape record
  Opaque      // a class handled as one value through rules only (e.g. the runtime's Tensor)
};

// Interned in a TypeTable: equal types are the same pointer.
struct Type {
  TypeKind kind = TypeKind::Void;
  std::string spelling;           // C++ name that means this type anywhere at namespace scope; const is not part of it
  const Type* element = nullptr;  // Pointer, Reference, Array, Vector
  bool constElement = false;      // Pointer, Reference: pointee is const
  std::uint64_t extent = 0;       // Array
  unsigned bits = 0;              // Integer, Float: width in bits (Float: 32, 64, 80)
  bool isSigned = true;           // Integer
  bool isClass = false;           // Array: std::array, which is copied, passed and returned like a record
  std::vector<Field> fields;      // Record; of a Vector: its size
  bool generated = false;         // Record: a tape record that we define ourselves
  bool constructed =
      false;  // Record: can't be declared without a value (its default constructor runs code, or none is there)
  bool memberwise = false;    // Record: no bytes that may be copied; its zero is that of its members
  bool library = false;       // Record: of the standard library; include/retrograd/detail/values.h visits its members
  bool activeOpaque = false;  // Opaque: carries derivatives (has a zero and an accumulate)

  bool isScalar() const { return kind == TypeKind::Bool || kind == TypeKind::Integer || kind == TypeKind::Float; }
  bool isFloat() const { return kind == TypeKind::Float; }
  bool isPointer() const { return kind == TypeKind::Pointer; }
  bool isReference() const { return kind == TypeKind::Reference; }
  bool isVector() const { return kind == TypeKind::Vector; }
  bool isAggregate() const { return kind == TypeKind::Array || kind == TypeKind::Record || isVector(); }
  // A C array: nothing can be done with it as a whole.
  bool isBareArray() const { return kind == TypeKind::Array && !isClass; }
  // Is it a vector, or does it hold one by value: memory whose size no type tells?
  bool holdsVector() const;
  // True when a value of this type (or what it points to, refers to, contains) can carry a derivative.
  bool canBeActive() const;
  // True when something can be written through a value of this type: over a pointer or reference to what isn't const,
  // or over such a pointer in what it leads to (`const Buffer&` with a member `double* data`, `double* const*`).
  bool givesWriteAccess() const;
  const Field* field(const std::string& name) const;
};

// Creates and owns types. One per Module.
class TypeTable {
public:
  TypeTable();
  const Type* voidType() const { return void_; }
  const Type* boolType() const { return bool_; }
  const Type* intType() const { return int_; }    // C++ int
  const Type* sizeType() const { return size_; }  // unsigned long: std::size_t
  const Type* longType() const { return long_; }  // C++ long (64 bits): counts, trip counts
  const Type* floatType() const { return float_; }
  const Type* doubleType() const { return double_; }
  const Type* longDoubleType() const { return longDouble_; }
  const Type* integer(const std::string& spelling, unsigned bits, bool isSigned);
  const Type* pointerTo(const Type* element, bool constElement = false);
  const Type* referenceTo(const Type* element, bool constElement = false);
  const Type* arrayOf(const Type* element, std::uint64_t extent);
  const Type* arrayClass(const Type* element, std::uint64_t extent, const std::string& spelling);
  const Type* vectorOf(const Type* element, const std::string& spelling);
  const Type* opaque(const std::string& spelling, bool active);
  // The record named so, created without fields on first use (fill `fields` in afterwards: recursion works).
  Type* record(const std::string& spelling);
  // The record named so, or null.
  const Type* findRecord(const std::string& spelling) const;
  // Records in order of creation (printer, backend).
  const std::vector<Type*>& records() const { return records_; }

private:
  Type* make(Type type);
  std::deque<Type> owned_;
  std::map<std::string, Type*> byKey_;
  std::vector<Type*> records_;
  const Type *void_, *bool_, *int_, *long_, *size_, *float_, *double_, *longDouble_;
};

// The member of a vector that holds the number of its elements.
inline const char* const sizeMember = "size";
// How the names of members begin that std::get reaches.
inline const char* const elementMember = "item_";

}  // namespace retrograd::ir
