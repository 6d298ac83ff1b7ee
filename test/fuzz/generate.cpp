#include "generate.h"

#include "ir/build.h"

namespace retrograd::fuzz {

using namespace ir;

FunctionGenerator::FunctionGenerator(Programs& programs, std::size_t index)
    : programs_(programs),
      random_(programs.random),
      types_(programs.module.types),
      signature_(programs.signatures[index]),
      function_(*signature_.function),
      index_(index) {
  for (std::size_t i = 0; i < function_.parameters.size(); ++i) {
    Variable* parameter = function_.parameters[i];
    Known& known = add(parameter);
    const Type* type = parameter->type;
    known.length = signature_.lengths[i];
    known.passive = parameter->markedPassive || !type->canBeActive();
    if (type->isPointer() || type->isReference()) known.writable = !type->constElement && !parameter->markedPassive;
    // A value parameter that is assigned is imported with a copy.
    else
      known.writable = false;
    known.assignable = false;
    if (programs.view && (type == programs.view || (type->isReference() && type->element == programs.view)))
      known.writable = true;  // what it points to, whatever it is itself
    if (parameter->type->kind == TypeKind::Integer) known.low = 0, known.high = 3;
  }
  addGlobals();
}

void FunctionGenerator::addGlobals() {
  for (Variable& global : programs_.module.globals) add(&global).writable = false;
}

Known& FunctionGenerator::add(Variable* variable) {
  Known& known = known_.emplace_back();
  known.variable = variable;
  known.roots.insert(variable);
  known.passive = !variable->type->canBeActive();
  if (variable->type->kind == TypeKind::Array) known.length = static_cast<unsigned>(variable->type->extent);
  return known;
}

Variable* FunctionGenerator::fresh(const std::string& name, const Type* type) {
  return function_.newVariable(name, type);
}

const Type* FunctionGenerator::real() {
  if (programs_.has(Feature::Floats) && chance(25)) return types_.floatType();
  if (programs_.has(Feature::LongDoubles) && chance(15)) return types_.longDoubleType();
  return types_.doubleType();
}

void FunctionGenerator::inBlock(const std::function<void()>& fill) {
  const std::size_t outer = known_.size();
  ++blocks_;
  fill();
  --blocks_;
  known_.erase(known_.begin() + static_cast<std::ptrdiff_t>(outer), known_.end());
}

void FunctionGenerator::fill(Block& out, unsigned count) {
  for (unsigned i = 0; i < count && budget_ > 0; ++i) statement(out);
}

void FunctionGenerator::returnSomething(Block& out) {
  const Type* type = function_.result;
  if (type->kind == TypeKind::Void) return;
  if (type->kind == TypeKind::Record) {
    if (auto found = findPlace(type, false)) return out.push_back({Return{read(*found)}, {}});
    Variable* result = fresh("made", type);
    out.push_back(ir::declareZero(result));
    for (const Field& field : type->fields)
      if (field.type->isFloat())
        out.push_back(ir::assign(member(place(result), field.name), expression(field.type, 2)));
    return out.push_back({Return{read(result)}, {}});
  }
  ExpressionPtr value = type->isFloat() ? expression(type, 2) : integer(2);
  // What was computed is to be seen.
  for (const Known& known : known_)
    if (known.variable->type == type && chance(50)) value = sum(value, read(known.variable));
  out.push_back({Return{value}, {}});
}

void FunctionGenerator::run(unsigned statements) {
  budget_ = statements;
  function_.hasBody = true;
  while (budget_ > 0) statement(function_.body);
  returnSomething(function_.body);
}

// ---- The module --------------------------------------------------------------------------------------------------

namespace {
void makeRecords(Programs& programs) {
  TypeTable& types = programs.module.types;
  Random& random = programs.random;
  Type* pair = types.record("Pair");
  pair->fields = {{"a", types.doubleType(), false}, {"b", types.doubleType(), false}};
  if (random.chance(50)) pair->fields.push_back({"id", types.intType(), true});
  programs.records.push_back(pair);
  if (programs.has(Feature::Views)) {
    programs.view = types.record("View");
    programs.view->fields = {{"data", types.pointerTo(types.doubleType()), false}, {"size", types.intType(), true}};
  }
  if (random.chance(50)) return;
  Type* nest = types.record("Nest");
  if (random.chance(70)) nest->fields.push_back({"pair", pair, false});
  nest->fields.push_back({"v", types.arrayOf(types.doubleType(), 3), false});
  if (random.chance(30)) nest->fields.push_back({"fixed", types.doubleType(), true});
  nest->fields.push_back({"w", random.chance(30) ? types.floatType() : types.doubleType(), false});
  programs.records.push_back(nest);
}

// Mutable ones, that carry no derivative.
void makeGlobals(Programs& programs) {
  if (!programs.has(Feature::Globals)) return;
  TypeTable& types = programs.module.types;
  auto make = [&](const char* name, const Type* type) {
    Variable& global = programs.module.globals.emplace_back();
    global.name = global.base = name;
    global.type = type;
    global.role = VariableRole::Global;
    global.isStatic = true;
  };
  make("calls", types.intType());
  make("rate", types.doubleType());
  if (programs.random.chance(50)) make("table", types.arrayOf(types.doubleType(), 4));
}

const Type* realType(Programs& programs) {
  TypeTable& types = programs.module.types;
  if (programs.has(Feature::Floats) && programs.random.chance(30)) return types.floatType();
  if (programs.has(Feature::LongDoubles) && programs.random.chance(15)) return types.longDoubleType();
  return types.doubleType();
}

const Type* parameterType(Programs& programs) {
  TypeTable& types = programs.module.types;
  Random& random = programs.random;
  const Type* value = realType(programs);
  if (programs.has(Feature::Records) && random.chance(30)) {
    value = programs.records[random.below(static_cast<unsigned>(programs.records.size()))];
  } else if (programs.has(Feature::Integers) && random.chance(25)) {
    value = types.intType();
  }
  const unsigned form = random.below(100);
  const bool isConst = random.chance(40);
  if (form < 35) return value;
  if (form < 75 && programs.has(Feature::Pointers)) return types.pointerTo(value, isConst);
  if (form < 95 && programs.has(Feature::References)) return types.referenceTo(value, isConst);
  return value;
}

const Type* viewParameter(Programs& programs) {
  TypeTable& types = programs.module.types;
  return programs.random.chance(50) ? programs.view : types.referenceTo(programs.view, programs.random.chance(50));
}

void addParameter(Programs& programs, Signature& signature, bool root) {
  static const char* const names[] = {"x", "y", "z", "a", "b", "c", "n", "m"};
  Function& function = *signature.function;
  const bool view = !root && programs.view && programs.random.chance(4);
  const Type* type = view ? viewParameter(programs) : parameterType(programs);
  const bool pointer = type->isPointer() || view;
  Variable* parameter = function.newVariable(names[programs.random.below(8)], type, VariableRole::Parameter);
  const bool readOnly = (!pointer && !type->isReference()) || type->constElement;
  if (programs.has(Feature::Passive) && !view && readOnly && type->canBeActive() && programs.random.chance(20))
    parameter->markedPassive = true;
  function.parameters.push_back(parameter);
  signature.lengths.push_back(!pointer ? 1 : root ? rootLength : 1u << programs.random.below(3));
}

Signature makeSignature(Programs& programs, std::size_t index, bool root) {
  Random& random = programs.random;
  Signature signature;
  signature.function = programs.module.newFunction(root ? "f" : "g" + std::to_string(index));
  const unsigned count = 1 + random.below(4);
  for (unsigned i = 0; i < count; ++i) addParameter(programs, signature, root);
  Function& function = *signature.function;
  if (root) {
    Variable* x = function.newVariable("t", programs.module.types.doubleType(), VariableRole::Parameter);
    function.parameters.push_back(x);
    signature.lengths.push_back(1);
  }
  function.annotated = root;
  if (!root && random.chance(60)) function.inlining = random.chance(80) ? Inlining::Never : Inlining::Always;
  function.result = realType(programs);
  if (programs.has(Feature::Records) && random.chance(15))
    function.result = programs.records[0];
  else if (random.chance(12))
    function.result = programs.module.types.voidType();
  else if (!root && programs.has(Feature::Integers) && random.chance(5))
    function.result = programs.module.types.intType();
  signature.bounded = !root && programs.has(Feature::Recursion) && random.chance(50);
  if (signature.bounded) {
    function.parameters.push_back(
        function.newVariable("depth", programs.module.types.intType(), VariableRole::Parameter));
    signature.lengths.push_back(1);
  }
  return signature;
}
}  // namespace

void generate(std::uint64_t seed, Module& module) {
  Programs programs{module, Random(seed), {}, {}, {}};
  Random& random = programs.random;
  const unsigned density = 20 + random.below(70);
  for (bool& feature : programs.features) feature = random.chance(density);
  if (random.chance(60)) programs.features[static_cast<std::size_t>(Feature::Floats)] = false;
  if (random.chance(70)) programs.features[static_cast<std::size_t>(Feature::LongDoubles)] = false;
  makeRecords(programs);
  makeGlobals(programs);
  const std::size_t callees = programs.has(Feature::Calls) ? 1 + random.below(3) : 0;
  for (std::size_t i = 0; i <= callees; ++i) programs.signatures.push_back(makeSignature(programs, i, i == callees));
  for (std::size_t i = 0; i <= callees; ++i) {
    FunctionGenerator function(programs, i);
    function.run(i == callees ? 2 + random.below(12) : 1 + random.below(6));
  }
}

}  // namespace retrograd::fuzz
