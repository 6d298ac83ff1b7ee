// std::array, std::vector: members, operators, constructors.
#include "frontend/containers.h"
#include "frontend/function_importer.h"
#include "frontend/own_swaps.h"

namespace retrograd::frontend {

using namespace clang;
using diag::Message;
using ir::ExpressionPtr;
using ir::OperationKind;
using ir::Place;

static bool isOneOf(StringRef name, std::initializer_list<StringRef> names) { return llvm::is_contained(names, name); }

static QualType elementTypeIn(const Expr* object) {
  const QualType type = object->getType();
  return frontend::elementOf(type->isPointerType() ? type->getPointeeType() : type);
}

// ---- places ------------------------------------------------------------------------------------------------------

Place FunctionImporter::containerObject(const Expr* expression) {
  if (expression->getType()->isPointerType()) return dereference(value(expression));
  return place(expression);
}

ExpressionPtr FunctionImporter::sizeConstant(std::uint64_t number) {
  return integerConstant(llvm::APSInt(llvm::APInt(64, number), true), types_.sizeType());
}

ExpressionPtr FunctionImporter::sizeOf(const Place& container) {
  const ir::Type* type = container.type();
  if (type->kind == ir::TypeKind::Record) return spanAt(container, false).size;
  return type->isVector() ? ir::read(ir::vectorSize(container)) : sizeConstant(type->extent);
}

ExpressionPtr FunctionImporter::dataOf(const Place& container, bool isConst) {
  if (container.type()->kind == ir::TypeKind::Record) return spanAt(container, isConst).data;
  const Place first = ir::element(container, ir::constant("0", types_.intType()));
  return ir::addressOf(first, types_.pointerTo(first.type(), isConst));
}

// The object is found before the arguments are evaluated, as in C++17, and stays the one that it was.
Place FunctionImporter::objectBefore(const Expr* object, const std::function<void(const Place&)>& arguments) {
  Place found = settled(containerObject(object));
  ir::Block statements = collect([&] { arguments(found); });
  const Effects effects = effectsOf(statements);
  if (effects.changeAddress(found))
    for (ir::Step& step : found.path)
      if (step.index) step.index = keep("index", step.index);
  if (effects.changeAddress(found)) found = keepAddress(found);
  append(std::move(statements));
  return found;
}

// Of a container, or of what a span leads to.
Place FunctionImporter::elementAt(const Place& container, ExpressionPtr index) {
  if (container.type()->kind != ir::TypeKind::Record) return ir::element(container, std::move(index));
  return elementOf(spanAt(container, false).data, std::move(index));
}

// What at() does before it gives the element.
void FunctionImporter::checkSubscript(const Place& container, const ExpressionPtr& index, SourceLocation location) {
  const std::optional<std::int64_t> number = ir::integerLiteral(*index);
  const ir::Type* type = container.type();
  const bool isFixed = type && type->kind == ir::TypeKind::Array;
  if (isFixed && number && *number >= 0 && static_cast<std::uint64_t>(*number) < type->extent) return;
  const ExpressionPtr isOutside = ir::operation(OperationKind::GreaterEqual, types_.boolType(),
                                                {convert(index, types_.sizeType()), sizeOf(container)});
  ir::Verbatim thrown;
  thrown.text = "throw std::out_of_range(\"at\");";
  emitBranch(isOutside, {{std::move(thrown), located(location)}}, {}, location);
}

Place FunctionImporter::lastOf(const Place& container) {
  const ExpressionPtr one = sizeConstant(1);
  if (container.type()->kind == ir::TypeKind::Array)
    return ir::element(container, sizeConstant(container.type()->extent - 1));
  return elementAt(container, ir::operation(OperationKind::Subtract, types_.sizeType(), {sizeOf(container), one}));
}

// Calls that give a place; nothing if the call isn't one of these.
std::optional<Place> FunctionImporter::containerPlace(const CallExpr* expression) {
  const std::optional<ContainerCall> call = containerCall(expression);
  if (!call) return std::nullopt;
  if (call->kind == Container::Iterator) return iteratorPlace(expression);
  const auto& arguments = call->arguments;
  if (isOneOf(call->name, {"operator[]", "at"}) && arguments.size() == 1) {
    const auto parts = operands({[&] { return Operand{nullptr, containerObject(call->object)}; },
                                 [&] { return Operand{wholeCounter(value(arguments[0])), {}}; }});
    if (call->name == "at") checkSubscript(*parts[0].place, parts[1].value, expression->getExprLoc());
    return elementAt(*parts[0].place, parts[1].value);
  }
  if (call->name == "front") return elementAt(containerObject(call->object), ir::constant("0", types_.intType()));
  if (call->name == "back") return lastOf(containerObject(call->object));
  if (call->name == "operator=" && arguments.size() == 1) return assignContainer(*call, expression);
  if (call->name == "emplace_back" && expression->isGLValue()) {
    const std::optional<Place> object = pushBack(*call, expression);
    if (!object)
      return refusePlace(
          expression, Message::UnsupportedContainerMember,
          {"emplace_back() with these arguments", state_.types.spelling(call->object->getType().getNonReferenceType())},
          Message::UseSubscripts);
    return lastOf(*object);
  }
  return std::nullopt;
}

Place FunctionImporter::assignContainer(const ContainerCall& call, const CallExpr* expression) {
  const Expr* source = strip(call.arguments[0]);
  if (const auto* list = dyn_cast<CXXStdInitializerListExpr>(source->IgnoreImplicit())) {
    const Place values =
        temporary(strip(cast<MaterializeTemporaryExpr>(strip(list->getSubExpr()))->getSubExpr()), "values");
    const Place target = settled(containerObject(call.object));
    resize(target, sizeConstant(values.type()->extent), expression->getExprLoc());
    copyElements(target, values, sizeConstant(values.type()->extent));
    return target;
  }
  if (isInitializerList(source->getType())) {
    const Span values = spanOf(source);
    const Place target = settled(containerObject(call.object));
    resize(target, values.size, expression->getExprLoc());
    copyFrom(target, values.data, values.size, false, expression->getExprLoc());
    return target;
  }
  if (source->getType()->isNullPtrType()) {  // of a std::unique_ptr
    const Place target = settled(containerObject(call.object));
    resize(target, sizeConstant(0), expression->getExprLoc());
    return target;
  }
  return assignObject(
      expression, call.arguments[0], [&] { return Operand{nullptr, settled(containerObject(call.object))}; },
      [&](const Place& target, const ExpressionPtr& value) {
        emit(ir::assign(target, value), expression->getExprLoc());
      });
}

// ---- values ------------------------------------------------------------------------------------------------------

ExpressionPtr FunctionImporter::containerCallValue(const CallExpr* expression) {
  if (expression->isGLValue())
    if (const std::optional<Place> element = containerPlace(expression)) return ir::read(*element);
  bool known = false;
  ExpressionPtr result = containerValue(expression, known);
  if (known) return result;
  return expression->getType()->isVoidType() ? nullptr : ir::read(placeholder(typeOrInt(expression->getType())));
}

// Calls that give a value, or void (then null, with `known` set).
ExpressionPtr FunctionImporter::containerValue(const CallExpr* expression, bool& known) {
  known = true;
  const ContainerCall call = *containerCall(expression);
  if (call.kind == Container::Iterator) return iteratorValue(expression, known);
  const QualType held = call.object->getType();
  const bool isConst = call.kind == Container::Span
                           ? frontend::elementOf(held).isConstQualified()
                           : held.isConstQualified() || isOneOf(call.name, {"cbegin", "cend", "crbegin", "crend"});
  const auto type = [&] { return this->type(expression->getType(), expression->getExprLoc()); };
  if (isOneOf(call.name, {"size", "ssize", "max_size"})) return convert(sizeOf(containerObject(call.object)), type());
  if (call.name == "empty")
    return ir::operation(OperationKind::Equal, types_.boolType(),
                         {sizeOf(containerObject(call.object)), sizeConstant(0)});
  if (call.kind == Container::Owner && call.name == "get") return dataOf(containerObject(call.object), false);
  if (isOneOf(call.name, {"data", "begin", "cbegin", "rend", "crend"}))
    return dataOf(containerObject(call.object), isConst);
  if (isOneOf(call.name, {"end", "cend", "rbegin", "crbegin"})) {
    const Place object = containerObject(call.object);
    const ExpressionPtr first = dataOf(object, isConst);
    return ir::operation(OperationKind::PointerAdd, first->type, {first, sizeOf(object)});
  }
  if (call.kind == Container::Vector && isOneOf(call.name, {"insert", "erase"}))
    if (ExpressionPtr position = changeElements(call, expression)) return position;
  const bool isChange = expression->getType()->isVoidType() && call.kind != Container::Owner;
  if (isChange && changeContainer(call, expression)) return nullptr;
  known = false;
  refuse(expression->getExprLoc(), Message::UnsupportedContainerMember,
         {StringRef(call.name).starts_with("operator") ? call.name : call.name + "()",
          state_.types.spelling(call.object->getType().getNonReferenceType())},
         Message::UseSubscripts);
  return nullptr;
}

// Members that change the object; false if it isn't one that is known.
bool FunctionImporter::changeContainer(const ContainerCall& call, const CallExpr* expression) {
  const auto& arguments = call.arguments;
  const SourceLocation location = expression->getExprLoc();
  if (isOneOf(call.name, {"reserve", "shrink_to_fit"})) {
    if (!onlyReads(call.object)) discard(call.object);
    for (const Expr* argument : arguments) discard(argument);
    return true;
  }
  if (isOneOf(call.name, {"push_back", "emplace_back"})) return pushBack(call, expression).has_value();
  if (call.name == "swap" && arguments.size() == 1) {
    if (callsOwnSwap(expression->getDirectCallee())) return refuseOwnSwap(expression, arguments[0]->getType()), true;
    const auto places = operands({[&] { return Operand{nullptr, containerObject(call.object)}; },
                                  [&] { return Operand{nullptr, place(arguments[0])}; }});
    swapPlaces(*places[0].place, *places[1].place, location);
    return true;
  }
  if (call.name == "fill" && arguments.size() == 1) {
    ExpressionPtr element;
    const Place object = objectBefore(call.object, [&](const Place&) { element = elementValue(arguments[0]); });
    fillElements(object, nullptr, sizeOf(object), element);
    return true;
  }
  const bool isAssign = call.name == "assign";
  if (isAssign || call.name == "resize") return resizeTo(call, isAssign, location);
  const Place object = settled(containerObject(call.object));
  if (!object.type()->isVector()) return false;
  if (call.name == "clear") return resize(object, sizeConstant(0), location), true;
  if (call.name == "pop_back") {
    resize(object, ir::operation(OperationKind::Subtract, types_.sizeType(), {sizeOf(object), sizeConstant(1)}),
           location);
    return true;
  }
  return false;
}

// v.assign(first, last). False for other ranges.
bool FunctionImporter::assignRange(const ContainerCall& call, SourceLocation location) {
  std::vector<ExpressionPtr> range;
  const Place vector = objectBefore(call.object, [&](const Place&) { range = values(call.arguments); });
  if (!vector.type()->isVector() || !range[0]->type->isPointer() || !range[1]->type->isPointer()) return false;
  const bool isReverse = isReverseIterator(call.arguments[0]->getType());
  const ExpressionPtr first = keep("first", range[0]);
  const ExpressionPtr count = keep("count", distance(first, range[1], types_.longType(), isReverse));
  emit(ir::assign(vector, ir::operation(OperationKind::Sized, vector.type(), {count})), location);
  copyFrom(vector, first, count, isReverse, location);
  return true;
}

// v.resize(n), v.resize(n, x), v.assign(n, x), v.assign(first, last). False for others.
bool FunctionImporter::resizeTo(const ContainerCall& call, bool isAssign, SourceLocation location) {
  const auto& arguments = call.arguments;
  if (arguments.empty() || arguments.size() > 2 || (isAssign && arguments.size() == 1)) return false;
  if (containerOf(arguments[0]->getType()) != Container::None || arguments[0]->getType()->isPointerType())
    return isAssign && assignRange(call, location);
  ExpressionPtr size, element;
  bool isVector = false;
  const Place vector = objectBefore(call.object, [&](const Place& object) {
    if (!(isVector = object.type()->isVector())) return;
    std::vector<Lower> lower{[&] { return Operand{convert(value(arguments[0]), types_.sizeType()), {}}; }};
    if (arguments.size() > 1) lower.push_back([&] { return Operand{elementValue(arguments[1]), {}}; });
    const std::vector<Operand> parts = operands(lower);
    size = simple("size", parts[0].value);
    element = arguments.size() > 1 ? parts[1].value : defaultElement(elementTypeIn(call.object), location);
  });
  if (!isVector) return false;
  if (isAssign) {
    emit(ir::assign(vector, ir::operation(OperationKind::Sized, vector.type(), {size})), location);
    return fillElements(vector, nullptr, size, element), true;
  }
  if (!element) return resize(vector, size, location), true;
  const ExpressionPtr before = keep("size_before", sizeOf(vector));
  resize(vector, size, location);
  fillElements(vector, before, size, element);
  return true;
}

// The number of the element that an iterator leads to, kept before the vector changes.
ExpressionPtr FunctionImporter::positionOf(const Expr* iterator, const Place& vector) {
  const ExpressionPtr pointer = value(iterator);
  ExpressionPtr index;
  if (pointer->kind == ir::ExpressionKind::AddressOf && !pointer->place.path.empty()) {
    Place holder = pointer->place;
    index = holder.path.back().index;
    holder.path.pop_back();
    if (!ir::samePlace(holder, vector)) index = nullptr;
  }
  if (!index)
    index = ir::operation(OperationKind::PointerDifference, types_.longType(), {pointer, dataOf(vector, false)});
  return keep("position", convert(index, types_.longType()));
}

// v[to(k)] = v[from(k)], in the loop's order.
void FunctionImporter::moveElements(const Place& vector, ir::Loop loop, OperationKind kind, const ExpressionPtr& by) {
  loop.counter = newLocal("k", types_.longType());
  const ExpressionPtr from = ir::operation(kind, types_.longType(), {ir::read(loop.counter), by});
  loop.body.push_back(ir::assign(ir::element(vector, ir::read(loop.counter)), ir::read(ir::element(vector, from))));
  emit({std::move(loop), {}});
}

// v.insert(position, x), v.erase(position), v.erase(first, last): what lies behind moves. Null if it isn't one of
// these.
ExpressionPtr FunctionImporter::changeElements(const ContainerCall& call, const CallExpr* expression) {
  const auto& arguments = call.arguments;
  const bool isInsert = call.name == "insert";
  if (arguments.empty() || arguments.size() > 2 || (isInsert && arguments.size() != 2)) return nullptr;
  if (isInsert && typeOrInt(arguments[1]->getType().getNonReferenceType()) != typeOrInt(elementTypeIn(call.object)))
    return nullptr;
  ExpressionPtr position, last, element;
  const Place vector = objectBefore(call.object, [&](const Place& object) {
    position = positionOf(arguments[0], object);
    if (isInsert)
      element = isEmptied(arguments[1], expression->getDirectCallee(), 1) ? movedValue(arguments[1])
                                                                          : elementValue(arguments[1]);
    if (!isInsert && arguments.size() > 1) last = positionOf(arguments[1], object);
  });
  const ir::Type *type = vector.type()->element, *longType = types_.longType();
  const ExpressionPtr one = ir::constant("1", longType), size = convert(sizeOf(vector), longType);
  if (isInsert) {
    const ExpressionPtr before = keep("size_before", size);
    emit(ir::accumulate(ir::vectorSize(vector), sizeConstant(1)), expression->getExprLoc());
    moveElements(vector, {nullptr, before, position, ir::constant("-1", longType), OperationKind::Greater, {}},
                 OperationKind::Subtract, one);
    emit(ir::assign(ir::element(vector, position), element), expression->getExprLoc());
  } else {
    const ExpressionPtr count =
        last ? keep("count", ir::operation(OperationKind::Subtract, longType, {last, position})) : one;
    const ExpressionPtr left = keep("size_left", ir::operation(OperationKind::Subtract, longType, {size, count}));
    moveElements(vector, {nullptr, position, left, one, OperationKind::Less, {}}, OperationKind::Add, count);
    resize(vector, convert(left, types_.sizeType()), expression->getExprLoc());
  }
  return ir::addressOf(ir::element(vector, position), types_.pointerTo(type, false));
}

// What each new element gets: a number, or an object that nothing changes meanwhile.
ExpressionPtr FunctionImporter::elementValue(const Expr* expression) {
  ExpressionPtr element = value(expression);
  return element->kind == ir::ExpressionKind::Constant ? element : keep("element", std::move(element));
}

void FunctionImporter::resize(const Place& vector, const ExpressionPtr& size, SourceLocation location) {
  emit(ir::assign(ir::vectorSize(vector), size), location);
}

// What push_back(x) or emplace_back(…) appends. Null if it isn't clear.
ExpressionPtr FunctionImporter::pushedElement(const Place& vector, const ContainerCall& call,
                                              const CallExpr* expression) {
  if (!vector.type()->isVector()) return nullptr;
  const auto& arguments = call.arguments;
  const ir::Type* type = vector.type()->element;
  if (type->library && arguments.size() == type->fields.size()) {
    ir::Variable* made = newLocal("element", type, expression->getExprLoc());
    emit(ir::declare(made), expression->getExprLoc());
    fillTuple(ir::place(made), arguments, expression);
    return ir::read(made);
  }
  if (arguments.size() == 1 && (type->isScalar() || state_.types.import(arguments[0]->getType()) == type))
    return convert(value(arguments[0]), type);
  if (type->isScalar() && arguments.empty()) return zeroOf(type);
  for (unsigned i = 0; i < arguments.size(); ++i)
    if (isEmptied(arguments[i], expression->getDirectCallee(), i)) return nullptr;
  return emplaced(elementTypeIn(call.object), arguments, expression->getExprLoc());
}

// Gives the vector; nothing if what is appended isn't known.
std::optional<Place> FunctionImporter::pushBack(const ContainerCall& call, const CallExpr* expression) {
  ExpressionPtr element;
  const Place vector =
      objectBefore(call.object, [&](const Place& object) { element = pushedElement(object, call, expression); });
  if (!element) return std::nullopt;
  ir::Statement grow = ir::accumulate(ir::vectorSize(vector), sizeConstant(1));
  const bool empties = call.arguments.size() == 1 && element->kind == ir::ExpressionKind::Read &&
                       isEmptied(call.arguments[0], expression->getDirectCallee(), 0);
  // `v.push_back(v.back())`: what is pushed is looked up before the vector grows.
  const bool isKept = effectsOf({grow}).change(element);
  const Place from = element->place;
  if (isKept) element = keep("element", element);
  if (empties && isKept) emptyVectors(from, expression->getExprLoc());
  emit(std::move(grow), expression->getExprLoc());
  emit(ir::assign(lastOf(vector), element), expression->getExprLoc());
  if (empties && !isKept) emptyVectors(from, expression->getExprLoc());
  return vector;
}

// ---- construction --------------------------------------------------------------------------------------------------

// The vector that an expression makes from sizes, or null.
static const CXXConstructExpr* sizedVector(const Expr* expression) {
  while (true) {
    if (const auto* e = dyn_cast<MaterializeTemporaryExpr>(expression))
      expression = e->getSubExpr();
    else if (const auto* e = dyn_cast<CXXBindTemporaryExpr>(expression))
      expression = e->getSubExpr();
    else if (const auto* e = dyn_cast<ExprWithCleanups>(expression))
      expression = e->getSubExpr();
    else if (const auto* e = dyn_cast<CXXFunctionalCastExpr>(expression))
      expression = e->getSubExpr();
    else if (const auto* e = dyn_cast<ImplicitCastExpr>(expression); e && e->getCastKind() == CK_NoOp)
      expression = e->getSubExpr();
    else
      break;
  }
  const auto* made = dyn_cast<CXXConstructExpr>(expression);
  if (!made || containerOf(made->getType()) != Container::Vector) return nullptr;
  const bool takesSize = made->getNumArgs() >= 1 && made->getArg(0)->getType()->isIntegerType() &&
                         made->getConstructor()->getParamDecl(0)->getType()->isIntegerType();
  return takesSize ? made : nullptr;
}

static std::vector<const Expr*> givenArguments(const CXXConstructExpr* construction) {
  std::vector<const Expr*> given;
  for (const Expr* argument : construction->arguments())
    if (!isa<CXXDefaultArgExpr>(argument)) given.push_back(argument);
  return given;
}

// std::vector<T> v(n), v(n, x), {a, b}, v(first, last); `variable` is declared here.
void FunctionImporter::constructVector(ir::Variable* variable, const CXXConstructExpr* construction) {
  const SourceLocation location = construction->getExprLoc();
  const std::vector<const Expr*> arguments = givenArguments(construction);
  const Place target = ir::place(variable);
  const auto declare = [&](ExpressionPtr init) {
    emit(ir::declare(variable, std::move(init)), location);
    block_->back().location = variable->location;
  };
  if (arguments.empty()) return declare(nullptr);
  if (sizedVector(construction)) return constructSized(variable, construction);
  const auto* list = dyn_cast<CXXStdInitializerListExpr>(arguments[0]->IgnoreImplicit());
  if (list && arguments.size() == 1) {
    const auto* values =
        dyn_cast<InitListExpr>(strip(cast<MaterializeTemporaryExpr>(strip(list->getSubExpr()))->getSubExpr()));
    if (!values) return declare(nullptr), void(unsupported(construction));
    declare(ir::operation(OperationKind::Sized, variable->type, {sizeConstant(values->getNumInits())}));
    for (unsigned i = 0; i < values->getNumInits(); ++i)
      fill(ir::element(target, ir::constant(std::to_string(i), types_.intType())), values->getInit(i), false);
    return;
  }
  if (arguments.size() == 1 && isInitializerList(arguments[0]->getType())) {
    const Span values = spanOf(arguments[0]);
    declare(ir::operation(OperationKind::Sized, variable->type, {values.size}));
    return copyFrom(target, values.data, values.size, false, location);
  }
  if (arguments.size() == 2) {
    const std::vector<ExpressionPtr> range = values({arguments[0], arguments[1]});
    if (range[0]->type->isPointer() && range[1]->type->isPointer()) {
      const bool isReverse = isReverseIterator(arguments[0]->getType());
      const ExpressionPtr first = keep("first", range[0]);
      const ExpressionPtr count = keep("count", distance(first, range[1], types_.longType(), isReverse));
      declare(ir::operation(OperationKind::Sized, variable->type, {count}));
      return copyFrom(target, first, count, isReverse, location);
    }
  }
  declare(nullptr);
  refuse(location, Message::UnsupportedConstructor, {}, Message::UseSizeAndFill);
}

void FunctionImporter::constructSized(ir::Variable* variable, const CXXConstructExpr* construction) {
  std::vector<ExpressionPtr> extents;
  const Expr* element = nullptr;
  QualType elementType;
  const SourceLocation location = construction->getExprLoc();
  while (construction) {
    const std::vector<const Expr*> arguments = givenArguments(construction);
    extents.push_back(simple("size", convert(value(arguments[0]), types_.sizeType())));
    element = arguments.size() > 1 ? arguments[1] : nullptr;
    elementType = frontend::elementOf(construction->getType());
    construction = element ? sizedVector(element) : nullptr;
  }
  ExpressionPtr value = element ? elementValue(element) : defaultElement(elementType, location);
  if (value && value->type->isVector() && value->kind == ir::ExpressionKind::Read)
    extents.push_back(sizeOf(value->place));
  emit(ir::declare(variable, ir::operation(OperationKind::Sized, variable->type, extents)), location);
  block_->back().location = variable->location;
  if (value) fillNested(ir::place(variable), extents, 0, value);
}

void FunctionImporter::fillNested(const Place& vector, const std::vector<ExpressionPtr>& extents, std::size_t level,
                                  const ExpressionPtr& element) {
  forEachNumber(nullptr, extents[level], [&](const ExpressionPtr& k) {
    const Place target = ir::element(vector, k);
    if (!target.type()->isVector()) return emit(ir::assign(target, convert(element, target.type())));
    if (level + 1 < extents.size() && element->type != target.type())
      return fillNested(target, extents, level + 1, element);
    copyElements(target, element->place, extents[level + 1]);
  });
}

}  // namespace retrograd::frontend
