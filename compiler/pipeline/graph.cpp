#include "pipeline/graph.h"

#include "backend/print_expression.h"
#include "ir/build.h"
#include "ir/interpret.h"
#include "rules/math.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>

namespace retrograd::pipeline {

using namespace ir;

namespace {

std::string text(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.6g", value);
  return buffer;
}

struct Edge {
  std::size_t from = 0;
  double derivative = 0;
};
struct Node {
  std::string label;
  Value value;
  bool isInput = false;
  bool isPassive = false;   // has no derivative: a passive parameter, an integer, what is computed from these alone
  std::vector<Edge> edges;  // from what it is computed from
  double total = 0;         // the result's derivative by it
};

// What the graph can't show: found on the way, by location.
struct Unshown {
  Location location;
};

class GraphBuilder {
public:
  // `firstNumber`: of its nodes, which differ from those of other functions in the same picture.
  GraphBuilder(Module& module, const Function& function, std::size_t firstNumber)
      : module_(module), function_(function), firstNumber_(firstNumber) {}

  std::size_t size() const { return nodes_.size(); }

  // Nodes and edges.
  std::string build(const std::vector<double>& at) {
    for (std::size_t i = 0; i < function_.parameters.size(); ++i) addInput(function_.parameters[i], at, i);
    for (const Statement& statement : function_.body) add(statement);
    if (!result_) throw Unshown{function_.location};
    sumOverPaths();
    return print();
  }

private:
  void addInput(const Variable* parameter, const std::vector<double>& at, std::size_t number) {
    const Type* type = parameter->type->isReference() ? parameter->type->element : parameter->type;
    if (!type->isScalar()) throw Unshown{parameter->location};
    const double value = at[std::min(number, at.size() - 1)];
    Node node{parameter->name, valueOf(value, type), true, parameter->markedPassive || !type->isFloat(), {}, 0};
    nodes_.push_back(node);
    holds_[parameter] = nodes_.size() - 1;
  }

  static Value valueOf(double value, const Type* type) {
    if (!type->isFloat()) return Value(static_cast<std::int64_t>(value));
    if (type->bits == 80) return Value(static_cast<long double>(value));
    return type->bits == 32 ? Value(static_cast<float>(value)) : Value(value);
  }

  void add(const Statement& statement) {
    if (const auto* node = statement.as<Declare>()) {
      if (node->init) holds_[node->variable] = named(node->variable, nodeOf(node->init, statement));
    } else if (const auto* node = statement.as<Assign>(); node && node->target.isVariable()) {
      ExpressionPtr value = node->value;
      if (node->accumulate) value = operation(OperationKind::Add, value->type, {read(node->target.root), value});
      holds_[node->target.root] = named(node->target.root, nodeOf(value, statement));
    } else if (const auto* node = statement.as<Return>(); node && node->value) {
      result_ = nodeOf(node->value, statement);
    } else if (!statement.as<Comment>()) {
      throw Unshown{statement.location};
    }
  }

  // A result that gets a name shows it.
  std::optional<std::size_t> named(const Variable* variable, std::optional<std::size_t> node) {
    if (node && !nodes_[*node].isInput && nodes_[*node].label.find(" = ") == std::string::npos)
      nodes_[*node].label = variable->name + " = " + nodes_[*node].label;
    return node;
  }

  // None for a constant.
  std::optional<std::size_t> nodeOf(const ExpressionPtr& e, const Statement& statement) {
    if (e->kind == ExpressionKind::Constant) return std::nullopt;
    if (e->kind == ExpressionKind::Read && e->place.isVariable()) {
      const auto known = holds_.find(e->place.root);
      if (known == holds_.end()) throw Unshown{statement.location};
      return known->second;
    }
    if (e->kind != ExpressionKind::Operation) throw Unshown{statement.location};
    return addOperation(e, statement);
  }

  std::size_t addOperation(const ExpressionPtr& e, const Statement& statement) {
    // The same operation on parameters of a function of its own, so that the interpreter can evaluate it.
    Function probe;
    probe.name = "probe";
    probe.hasBody = true;
    std::vector<ExpressionPtr> operands;
    std::vector<Value> values;
    Node node{backend::printExpression(*e), {}, false, true, {}, 0};
    for (const ExpressionPtr& operand : e->operands) {
      const std::optional<std::size_t> from = nodeOf(operand, statement);
      if (!from) {
        operands.push_back(operand);
        continue;
      }
      Variable* parameter = probe.newVariable("p", operand->type, VariableRole::Parameter);
      probe.parameters.push_back(parameter);
      operands.push_back(read(parameter));
      values.push_back(nodes_[*from].value);
      node.edges.push_back({*from, 0});
      node.isPassive &= nodes_[*from].isPassive;
    }
    Expression copy = *e;
    copy.operands = operands;
    const ExpressionPtr again = std::make_shared<const Expression>(copy);
    node.value = evaluate(probe, again, values, statement);
    std::size_t edge = 0;
    for (std::size_t i = 0; i < operands.size(); ++i) {
      if (operands[i]->kind != ExpressionKind::Read) continue;
      if (const ExpressionPtr partial = partialOf(again, i))
        node.edges[edge].derivative = evaluate(probe, partial, values, statement).toDouble();
      ++edge;
    }
    nodes_.push_back(std::move(node));
    return nodes_.size() - 1;
  }

  Value evaluate(Function& probe, const ExpressionPtr& e, const std::vector<Value>& values,
                 const Statement& statement) const {
    probe.result = e->type;
    probe.body.clear();
    probe.body.push_back({Return{e}, {}});
    const Interpreter::Result result = Interpreter(module_).call(probe, values);
    if (result.error) throw Unshown{statement.location};
    return result.value;
  }

  ExpressionPtr number(double value, const Type* type) const { return constant(text(value), type); }

  // The derivative by operand `index`; null where there is none.
  ExpressionPtr partialOf(const ExpressionPtr& e, std::size_t index) {
    const Type* type = e->type;
    if (!type->isFloat()) return nullptr;
    const auto& x = e->operands;
    if (e->operation == OperationKind::Math) {
      const rules::MathFunction* function = rules::findMath(e->function);
      if (!function || !rules::hasPartial(*function, static_cast<unsigned>(index))) return nullptr;
      return rules::partial(*function, static_cast<unsigned>(index), x, e, type, module_.types);
    }
    const auto make = [&](OperationKind kind, std::vector<ExpressionPtr> operands) {
      return operation(kind, type, std::move(operands));
    };
    switch (e->operation) {
    case OperationKind::Negate: return number(-1, type);
    case OperationKind::Add: return number(1, type);
    case OperationKind::Subtract: return number(index == 0 ? 1 : -1, type);
    case OperationKind::Multiply: return x[1 - index];
    case OperationKind::Divide:
      if (index == 0) return make(OperationKind::Divide, {number(1, type), x[1]});
      return make(OperationKind::Negate,
                  {make(OperationKind::Divide, {x[0], make(OperationKind::Multiply, {x[1], x[1]})})});
    case OperationKind::Select:
      if (index == 0) return nullptr;
      return make(OperationKind::Select, {x[0], number(index == 1, type), number(index == 2, type)});
    case OperationKind::Cast: return x[0]->type->isFloat() ? number(1, type) : nullptr;
    default: return nullptr;
    }
  }

  // From the end to the inputs, each edge once: what reverse mode does.
  void sumOverPaths() {
    nodes_[*result_].total = 1;
    for (std::size_t i = *result_ + 1; i-- > 0;)
      for (const Edge& edge : nodes_[i].edges)  // what doesn't count gives nothing, however steep it is
        if (nodes_[i].total != 0 && !nodes_[edge.from].isPassive)
          nodes_[edge.from].total += nodes_[i].total * edge.derivative;
  }

  std::string nameOf(std::size_t node) const { return "n" + std::to_string(firstNumber_ + node); }

  std::string print() const {
    std::string out;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Node& node = nodes_[i];
      std::string label = node.label + " = " + text(node.value.toDouble());
      if (node.isInput && !node.isPassive)
        label += "\\nd" + function_.name + "/d" + node.label + " = " + text(node.total);
      out += "  " + nameOf(i) + " [label=\"" + label + "\"" + (i == *result_ ? ", peripheries=2" : "") + "];\n";
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      for (const Edge& edge : nodes_[i].edges)
        out += "  " + nameOf(edge.from) + " -> " + nameOf(i) +
               (nodes_[edge.from].isPassive ? " [style=dashed];\n" : " [label=\"" + text(edge.derivative) + "\"];\n");
    return out;
  }

  Module& module_;
  const Function& function_;
  std::size_t firstNumber_;
  std::vector<Node> nodes_;
  std::map<const Variable*, std::optional<std::size_t>> holds_;
  std::optional<std::size_t> result_;
};

std::string shownName(const Function& function) {
  return function.qualifiedName.empty() ? function.name : function.qualifiedName;
}

// Functions that are asked for and aren't there.
void reportUnknown(const Module& module, const std::vector<Undrawn>& undrawn, const GraphOptions& options,
                   diag::Sink& sink) {
  std::vector<std::string> names;
  for (const Function& function : module.functions)
    if (function.annotated) names.push_back(shownName(function));
  for (const Undrawn& one : undrawn) names.push_back(one.name);
  std::string known;
  for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
  std::string unknown;
  for (const std::string& wanted : options.only)
    if (std::none_of(names.begin(), names.end(),
                     [&](const auto& name) { return GraphOptions{{}, {wanted}}.isWanted(name); }))
      unknown += (unknown.empty() ? "'" : ", '") + wanted + "'";
  if (!unknown.empty())
    sink.report(diag::Message::NoSuchFunction, {}, {unknown}, {{diag::Message::ThereAre, {}, {known}}});
}

std::string framed(const std::vector<std::pair<std::string, std::string>>& graphs) {
  const std::string style = "  rankdir=BT;\n  node [shape=box];\n";
  if (graphs.size() == 1) return "digraph \"" + graphs[0].first + "\" {\n" + style + graphs[0].second + "}\n";
  std::string result = "digraph {\n" + style;
  for (const auto& [name, inside] : graphs)
    result += "  subgraph \"cluster_" + name + "\" {\n  label=\"" + name + "\";\n" + inside + "  }\n";
  return result + "}\n";
}

}  // namespace

// By its name, with the namespaces around it or without.
bool GraphOptions::isWanted(const std::string& name) const {
  const std::string last = name.substr(name.rfind(':') + 1);
  return only.empty() ||
         std::any_of(only.begin(), only.end(), [&](const auto& one) { return one == name || one == last; });
}

std::string graphsOf(Module& module, const std::vector<Undrawn>& undrawn, const GraphOptions& options,
                     diag::Sink& sink) {
  std::vector<std::pair<std::string, std::string>> graphs;  // names, and what is in them
  std::vector<Undrawn> left;
  std::size_t nodes = 0;
  for (const Function& function : module.functions) {
    if (!function.annotated || !function.hasBody || !options.isWanted(shownName(function))) continue;
    try {
      GraphBuilder builder(module, function, nodes);
      graphs.emplace_back(function.name, builder.build(options.at.empty() ? std::vector<double>{1} : options.at));
      nodes += builder.size();
    } catch (const Unshown& unshown) {
      const bool isPlace = unshown.location.raw || unshown.location.line;
      left.push_back({shownName(function), isPlace ? unshown.location : function.location});
    }
  }
  reportUnknown(module, undrawn, options, sink);
  const bool isError = graphs.empty() || !options.only.empty();
  for (const auto& [name, location] : left)
    sink.report(isError ? diag::Message::GraphNotStraight : diag::Message::GraphLeftOut, location, {name},
                {{diag::Message::GraphShows, {}, {}}});
  for (const auto& [name, location] : undrawn)
    if (options.only.empty())
      sink.report(diag::Message::GraphRefused, location, {name}, {{diag::Message::AskForGraph, {}, {name}}});
  if (graphs.empty() && sink.errorCount() == 0)
    sink.report(diag::Message::GraphNone, {}, {}, {{diag::Message::GraphShows, {}, {}}});
  return sink.errorCount() ? "" : framed(graphs);
}

}  // namespace retrograd::pipeline
