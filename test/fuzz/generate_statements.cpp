// Straight-line statements and branches of the generator.
#include "generate.h"
#include "ir/build.h"

namespace retrograd::fuzz {

using namespace ir;

void FunctionGenerator::statement(Block& out) {
  if (budget_ > 0) --budget_;
  auto has = [&](Feature feature) { return programs_.has(feature); };
  const bool nests = loops_ < 2 && blocks_ < 3;
  switch (random_.below(27)) {
  case 0:
  case 1: return declareScalar(out);
  case 2:
    if (has(Feature::Arrays)) return declareArray(out);
    break;
  case 3:
    if (has(Feature::Records)) return chance(60) ? declareRecord(out) : copyRecord(out);
    break;
  case 4:
  case 5:
    if (has(Feature::Loops) && nests) return loop(out);
    break;
  case 6:
    if (has(Feature::Whiles) && nests) return chance(60) ? whileLoop(out) : flagLoop(out);
    break;
  case 7:
  case 8:
    if (has(Feature::Branches) && nests) return branch(out);
    break;
  case 9:
  case 10:
    if (has(Feature::Calls)) return call(out);
    break;
  case 11:
    if (has(Feature::Pointers)) return chance(60) ? declarePointer(out) : setPointer(out);
    break;
  case 12:
    if (has(Feature::MovingPointers) && nests) return chance(30) ? walkToEnd(out) : movingPointer(out);
    break;
  case 13:
    if (has(Feature::Swaps) && nests) return swapBuffers(out);
    break;
  case 14:
    if (has(Feature::InPlace) && nests) return inPlace(out);
    break;
  case 15:
    if (has(Feature::Integers)) return integers(out);
    break;
  case 16:
    if (has(Feature::Scopes) && nests) return scope(out);
    break;
  case 17:
    if (signature_.bounded && calls_ < 2 && loops_ < 2) return selfCall(out);
    break;
  case 18:
    if (programs_.view) return view(out);
    break;
  case 19:
    if (has(Feature::Rows)) return rows(out);
    break;
  case 20:
    if (has(Feature::Globals)) return globals(out);
    break;
  case 21:
    if (has(Feature::Stencils) && nests) return stencil(out);
    break;
  case 22:
    if (has(Feature::Matrices) && nests) return chance(40) ? rowSums(out) : chance(40) ? matrixRows(out) : matrix(out);
    break;
  case 23:
    if (has(Feature::Selects) && nests) return choiceLoop(out);
    break;
  case 24:
  case 25:
  case 26:
    if (has(Feature::Counting) && nests) return counting(out);
    break;
  default: break;
  }
  assign(out);
}

void FunctionGenerator::assign(Block& out) {
  const Type* type = real();
  const auto target = findPlace(type, true);
  if (!target) return declareScalar(out);
  const unsigned form = random_.below(10);
  if (loops_ && programs_.has(Feature::Selects) && target->isVariable() && chance(30)) return choice(*target, out);
  if (form < 3) return out.push_back(accumulate(*target, bounded(type, 2)));
  if (form < 5)
    return out.push_back(
        ir::assign(*target, sum(product(number(type, random_.real(-1, 1)), read(*target)), bounded(type, 2))));
  if (form == 5)
    return out.push_back(ir::assign(*target, math("sin", type, {product(read(*target), expression(type, 1))})));
  if (form == 6) return out.push_back(ir::assign(*target, number(type, random_.real(-1, 1))));
  out.push_back(ir::assign(*target, bounded(type, 3)));
}

// m = x > m ? x : m; or if (condition) m = x;
void FunctionGenerator::choice(const Place& target, Block& out) {
  const Type* type = target.type();
  const ExpressionPtr value = bounded(type, 2), kept = read(target);
  const ExpressionPtr isChosen =
      chance(60) ? operation(OperationKind::Greater, types_.boolType(), {value, kept}) : condition(1);
  if (chance(40)) {
    Branch branch;
    branch.condition = isChosen;
    branch.then.push_back(ir::assign(target, value));
    return out.push_back({std::move(branch), {}});
  }
  const std::vector<ExpressionPtr> arms =
      chance(75) ? std::vector{isChosen, value, kept} : std::vector{isChosen, kept, value};
  out.push_back(ir::assign(target, operation(OperationKind::Select, type, arms)));
}

void FunctionGenerator::declareScalar(Block& out) {
  static const char* const names[] = {"s", "u", "v", "sum", "q"};
  if (chance(8) && programs_.has(Feature::Branches)) {
    const ExpressionPtr value = condition(1);
    Variable* flag = fresh("flag", types_.boolType());
    out.push_back(declare(flag, value));
    add(flag);
    return;
  }
  const Type* type = real();
  const ExpressionPtr value = bounded(type, 2);
  Variable* variable = fresh(names[random_.below(5)], type);
  if (chance(8)) {  // without a value at first
    out.push_back(declare(variable));
    out.push_back(ir::assign(place(variable), value));
  } else {
    out.push_back(chance(8) ? declareZero(variable) : declare(variable, value));
  }
  if (chance(10)) {
    if (out.back().as<Declare>() && out.back().as<Declare>()->init) variable->isConst = true;
  }
  add(variable).writable = !variable->isConst;
}

void FunctionGenerator::loopOver(Block& out, unsigned count, const std::function<void(Variable*, Block&)>& body) {
  Loop loop;
  loop.counter = fresh("i", types_.intType());
  loop.begin = whole(0);
  loop.end = whole(static_cast<int>(count));
  loop.step = whole(1);
  ++loops_;
  inBlock([&] {
    Known& counter = add(loop.counter);
    counter.writable = false;
    counter.low = 0;
    counter.high = static_cast<int>(count) - 1;
    body(loop.counter, loop.body);
  });
  --loops_;
  out.push_back({std::move(loop), {}});
}

void FunctionGenerator::declareArray(Block& out) {
  const Type* element = chance(20) && programs_.has(Feature::Integers) ? types_.intType()
                        : chance(20) && programs_.has(Feature::Records)
                            ? programs_.records[random_.below(static_cast<unsigned>(programs_.records.size()))]
                            : real();
  const unsigned extent = 2 + random_.below(3);
  const bool matrix = element->isFloat() && chance(15);
  const Type* type = types_.arrayOf(matrix ? types_.arrayOf(element, 2) : element, extent);
  Variable* variable = fresh("t", type);
  if (chance(50) || !element->isScalar() || matrix) {
    out.push_back(declareZero(variable));
  } else {
    out.push_back(declare(variable));
    loopOver(out, extent, [&](Variable* i, Block& body) {
      const ExpressionPtr value = element->isFloat() ? bounded(element, 2) : integer(1);
      body.push_back(ir::assign(ir::element(place(variable), read(i)), value));
    });
  }
  add(variable);
}

void FunctionGenerator::declareRecord(Block& out) {
  const Type* type = programs_.records[random_.below(static_cast<unsigned>(programs_.records.size()))];
  const auto source = findPlace(type, false);
  Variable* variable = fresh("r", type);
  if (source && chance(50)) {
    if (chance(70)) {
      out.push_back(declare(variable, read(*source)));
    } else {
      out.push_back(declare(variable));
      out.push_back(ir::assign(place(variable), read(*source)));
    }
  } else {
    out.push_back(declareZero(variable));
    for (const Field& field : type->fields)
      if (field.type->isFloat() && !field.passive && chance(70))
        out.push_back(ir::assign(member(place(variable), field.name), bounded(field.type, 2)));
  }
  add(variable);
}

void FunctionGenerator::copyRecord(Block& out) {
  const Type* type = programs_.records[random_.below(static_cast<unsigned>(programs_.records.size()))];
  const auto source = findPlace(type, false), target = findPlace(type, true);
  if (!source || !target) return assign(out);
  out.push_back(ir::assign(*target, read(*source)));
}

// a[i] = f(a[i], a[i - 1]) and its relatives.
void FunctionGenerator::inPlace(Block& out) {
  std::vector<Known> arrays;
  for (const Known& known : known_) {
    const Type* type = known.variable->type;
    const bool elements = (type->isPointer() || type->kind == TypeKind::Array) && type->element->isFloat();
    if (elements && known.writable && known.length >= 2) arrays.push_back(known);
  }
  if (arrays.empty()) return assign(out);
  const Known array = arrays[random_.below(static_cast<unsigned>(arrays.size()))];
  const Type* type = array.variable->type->element;
  Loop loop = loopHead(1, static_cast<int>(std::min(array.length, 5u)) - 1);
  ++loops_;
  inBlock([&] {
    Known& counter = add(loop.counter);
    counter.writable = false;
    counter.low = 1;
    counter.high = static_cast<int>(std::min(array.length, 5u)) - 1;
    auto at = [&](int offset) {
      ExpressionPtr i = read(loop.counter);
      if (offset) i = operation(OperationKind::Subtract, i->type, {i, constant("1", i->type)});
      return element(place(array.variable), i);
    };
    if (chance(40)) fill(loop.body, 1);
    const Place target = at(chance(30));
    const ExpressionPtr a = read(at(0)), b = read(at(1));
    const ExpressionPtr mixed =
        chance(50) ? sum(product(a, b), expression(type, 1)) : product(b, math("cos", type, {a}));
    if (chance(30))
      loop.body.push_back(accumulate(target, math("sin", type, {mixed})));
    else
      loop.body.push_back(ir::assign(target, chance(50) ? mixed : math("tanh", type, {mixed})));
    if (chance(40)) fill(loop.body, 1);
  });
  --loops_;
  out.push_back({std::move(loop), {}});
}

void FunctionGenerator::integers(Block& out) {
  const Type* type = types_.intType();
  const auto target = findPlace(type, true);
  if (target && chance(65)) {
    const ExpressionPtr value = operation(OperationKind::BitAnd, type, {integer(2), whole(7)});
    if (chance(30))
      return out.push_back(
          ir::assign(*target, operation(OperationKind::BitAnd, type,
                                        {operation(OperationKind::Add, type, {read(*target), whole(1)}), whole(7)})));
    return out.push_back(ir::assign(*target, value));
  }
  const ExpressionPtr value = integer(1);
  Variable* variable = fresh("k", type);
  out.push_back(declare(variable, value));
  add(variable);
}

// Effects on globals: they must happen once.
void FunctionGenerator::globals(Block& out) {
  Variable& global = programs_.module.globals[random_.below(static_cast<unsigned>(programs_.module.globals.size()))];
  const Type* type = global.type;
  if (type->kind == TypeKind::Integer)
    return out.push_back(ir::assign(
        place(&global), operation(OperationKind::BitAnd, type,
                                  {operation(OperationKind::Add, type, {read(&global), whole(1)}), whole(7)})));
  const Place target = type->isFloat() ? place(&global) : element(place(&global), index(4));
  const ExpressionPtr before = product(number(types_.doubleType(), 0.75), read(target));
  out.push_back(
      ir::assign(target, operation(OperationKind::Add, types_.doubleType(), {before, passive(types_.doubleType())})));
}

void FunctionGenerator::branch(Block& out) {
  Branch branch;
  branch.condition = condition(1);
  inBlock([&] { fill(branch.then, 1 + random_.below(2)); });
  if (chance(50)) inBlock([&] { fill(branch.otherwise, 1 + random_.below(2)); });
  if (chance(10)) std::swap(branch.then, branch.otherwise);
  out.push_back({std::move(branch), {}});
}

void FunctionGenerator::scope(Block& out) {
  Scope scope;
  inBlock([&] { fill(scope.body, 1 + random_.below(3)); });
  out.push_back({std::move(scope), {}});
}

}  // namespace retrograd::fuzz
