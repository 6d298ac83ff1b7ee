#include "frontend/containers.h"

#include "frontend/clang_compat.h"
#include "ir/type.h"

#include <set>

namespace retrograd::frontend {

using namespace clang;

static const ClassTemplateSpecializationDecl* specialization(QualType type) {
  if (type.isNull()) return nullptr;
  type = type.getNonReferenceType();
  if (type->isPointerType()) return nullptr;
  const CXXRecordDecl* record = type.getCanonicalType()->getAsCXXRecordDecl();
  return dyn_cast_or_null<ClassTemplateSpecializationDecl>(record);
}

static QualType argument(const ClassTemplateSpecializationDecl* record, unsigned index) {
  const TemplateArgumentList& arguments = record->getTemplateArgs();
  if (index >= arguments.size() || arguments[index].getKind() != TemplateArgument::Type) return {};
  return arguments[index].getAsType();
}

Container containerOf(QualType type) {
  const auto* record = specialization(type);
  if (!record || !record->getIdentifier()) return Container::None;
  const StringRef name = record->getName();
  // __gnu_cxx::__normal_iterator<double*, std::vector<double>>, std::__wrap_iter<double*>
  const QualType first = argument(record, 0);
  if (first.isNull()) return Container::None;
  if ((name == "__normal_iterator" || name == "__wrap_iter") && first->isPointerType()) return Container::Iterator;
  if (!record->isInStdNamespace()) return Container::None;
  if (name == "reverse_iterator") {
    const bool isForward = containerOf(first) == Container::Iterator && !isReverseIterator(first);
    return first->isPointerType() || isForward ? Container::Iterator : Container::None;
  }
  if (name == "array") return Container::Array;
  if (name == "span" || name == "initializer_list") return Container::Span;
  if (name == "unique_ptr" && first->isIncompleteArrayType()) return Container::Owner;
  if (name != "vector" || first.getCanonicalType()->isBooleanType()) return Container::None;
  const QualType allocator = argument(record, 1);
  const CXXRecordDecl* allocates = allocator.isNull() ? nullptr : allocator->getAsCXXRecordDecl();
  const bool isStandard = !allocates || (allocates->isInStdNamespace() && allocates->getName() == "allocator");
  return isStandard ? Container::Vector : Container::None;
}

static bool isLibraryClass(QualType type, StringRef name) {
  const auto* record = specialization(type);
  return record && record->getIdentifier() && record->isInStdNamespace() && record->getName() == name;
}

bool isReverseIterator(QualType type) { return isLibraryClass(type, "reverse_iterator"); }

bool isInitializerList(QualType type) { return isLibraryClass(type, "initializer_list"); }

QualType elementOf(QualType container) {
  const QualType element = argument(specialization(container), 0);
  if (isReverseIterator(container) && !element->isPointerType()) return elementOf(element);
  if (isInitializerList(container)) return element.withConst();
  return element->isIncompleteArrayType() ? QualType(element->getArrayElementTypeNoTypeQual(), 0) : element;
}

std::uint64_t extentOf(QualType array) {
  return specialization(array)->getTemplateArgs()[1].getAsIntegral().getZExtValue();
}

bool isComplex(QualType type) {
  const auto* record = specialization(type);
  return record && record->getIdentifier() && record->isInStdNamespace() && record->getName() == "complex" &&
         argument(record, 0)->isRealFloatingType();
}

static bool isPair(const ClassTemplateSpecializationDecl* record) { return record->getName() == "pair"; }

bool isTuple(QualType type) {
  const auto* record = specialization(type);
  return record && record->getIdentifier() && record->isInStdNamespace() &&
         (isPair(record) || record->getName() == "tuple");
}

std::vector<QualType> tupleElements(QualType tuple) {
  const TemplateArgumentList& arguments = specialization(tuple)->getTemplateArgs();
  const bool isPack = arguments.size() == 1 && arguments[0].getKind() == TemplateArgument::Pack;
  std::vector<QualType> elements;
  for (const TemplateArgument& one : isPack ? arguments[0].pack_elements() : arguments.asArray())
    elements.push_back(one.getAsType());
  return elements;
}

std::string tupleMember(QualType tuple, unsigned index) {
  if (isPair(specialization(tuple))) return index == 0 ? "first" : "second";
  return ir::elementMember + std::to_string(index);
}

bool isZeroLibrary(QualType type) {
  if (isComplex(type) || containerOf(type) == Container::Vector) return true;
  if (containerOf(type) == Container::Array) return isZeroLibrary(elementOf(type));
  return isTuple(type) && llvm::all_of(tupleElements(type), [](QualType element) {
           return element->isArithmeticType() || isZeroLibrary(element);
         });
}

static std::string nameOf(const FunctionDecl* function) {
  return function->getIdentifier() ? function->getName().str() : function->getNameAsString();
}

// The library's own, rather than a user's operator on its classes.
static bool isLibrary(const FunctionDecl* callee) {
  const ASTContext& context = callee->getASTContext();
  if (const auto* method = dyn_cast<CXXMethodDecl>(callee))
    return containerOf(recordType(context, method->getParent())) != Container::None;
  const auto* space = dyn_cast<NamespaceDecl>(callee->getDeclContext()->getEnclosingNamespaceContext());
  return callee->isInStdNamespace() || (space && space->getName() == "__gnu_cxx");
}

std::optional<ContainerCall> containerCall(const CallExpr* call) {
  const FunctionDecl* callee = call->getDirectCallee();
  if (!callee || !isLibrary(callee)) return std::nullopt;
  ContainerCall result;
  result.name = nameOf(callee);
  std::vector<const Expr*> arguments(call->arg_begin(), call->arg_end());
  if (const auto* member = dyn_cast<CXXMemberCallExpr>(call)) {
    result.object = member->getImplicitObjectArgument();
    result.kind = containerOf(result.object->getType()->isPointerType() ? result.object->getType()->getPointeeType()
                                                                        : result.object->getType());
  } else {
    if (arguments.empty()) return std::nullopt;
    const bool isOperator = isa<CXXOperatorCallExpr>(call);
    static const std::set<std::string> free = {"begin",   "end",   "cbegin", "cend", "rbegin", "rend",
                                               "crbegin", "crend", "size",   "data", "empty",  "ssize"};
    const bool isFree = callee->isInStdNamespace() && arguments.size() == 1 && free.count(result.name);
    if (!isOperator && !isFree) return std::nullopt;
    // C++20's a < b is (a <=> b) < 0.
    if (const auto* order = dyn_cast<CXXOperatorCallExpr>(arguments[0]->IgnoreImplicit());
        order && isOperator && order->getOperator() == OO_Spaceship)
      arguments.assign(order->arg_begin(), order->arg_end());
    result.object = arguments[0];
    result.kind = containerOf(result.object->getType());
    // n + iterator
    if (isOperator && result.kind == Container::None && arguments.size() == 2 &&
        containerOf(arguments[1]->getType()) == Container::Iterator) {
      result.object = arguments[1];
      result.kind = Container::Iterator;
      std::swap(arguments[0], arguments[1]);
    }
    arguments.erase(arguments.begin());
  }
  if (result.kind == Container::None) return std::nullopt;
  for (const Expr* argument : arguments)
    if (!isa<CXXDefaultArgExpr>(argument)) result.arguments.push_back(argument);
  return result;
}

}  // namespace retrograd::frontend
