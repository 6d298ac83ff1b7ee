// A function and its derivatives, whatever their signatures, as calls over flat lists.
#include "subject.h"

namespace oracle {
namespace {

// Values for all the parameters.
class Frame {
public:
  Frame(const Versions& versions, bool isDual = false) : versions_(versions) {
    for (const Shape& shape : versions.parameters)
      values_.push_back((isDual ? shape.makeDual : shape.make)(shape.input.count));
  }
  Frame(const Versions& versions, const Point& point, bool isDual = false) : Frame(versions, isDual) {
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i]->load(point.at(i));
  }

  template <class Visitor> void eachActive(const Visitor& visit) {
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (versions_.parameters[i].isActive) visit(*values_[i], versions_.parameters[i]);
  }
  void loadActive(const Flat& x) {
    std::size_t index = 0;
    eachActive([&](Values& one, const Shape&) { one.loadActive(x, index); });
  }
  Flat activeValues(bool onlyWritten) {
    Flat result;
    eachActive([&](Values& one, const Shape& shape) {
      if (!onlyWritten || shape.isWritten) one.appendActive(result);
    });
    return result;
  }
  Point all() {
    Point point;
    for (const auto& one : values_) point.push_back(one->all());
    return point;
  }
  Outcome outcome(Values* result) {
    Outcome o;
    if (result) {
      result->appendActive(o.active);
      result->appendPassive(o.passive);
    }
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const Shape& shape = versions_.parameters[i];
      if (shape.isActive && shape.isWritten) {
        values_[i]->appendActive(o.active);
      } else {
        const Flat all = values_[i]->all();
        o.passive.insert(o.passive.end(), all.begin(), all.end());
      }
    }
    return o;
  }

  // Argument lists: the values; each with its companion behind it; those of active parameters.
  std::vector<Values*> arguments() { return argumentsWith(nullptr); }
  std::vector<Values*> argumentsWith(Frame* companions) {
    std::vector<Values*> list;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      list.push_back(values_[i].get());
      if (companions && versions_.parameters[i].isActive) list.push_back(companions->values_[i].get());
    }
    return list;
  }
  void appendActive(std::vector<Values*>& list, bool onlyWritten = false) {
    eachActive([&](Values& one, const Shape& shape) {
      if (!onlyWritten || shape.isWritten) list.push_back(&one);
    });
  }
  const std::vector<std::unique_ptr<Values>>& values() { return values_; }

private:
  const Versions& versions_;
  std::vector<std::unique_ptr<Values>> values_;
};

// Random values within the inputs' ranges, the same for the same seed.
Point generatePoint(const Versions& versions, unsigned seed) {
  Frame frame(versions);
  std::mt19937 random(seed * 7919 + 17);
  for (std::size_t i = 0; i < versions.parameters.size(); ++i)
    frame.values()[i]->randomise(versions.parameters[i].input, random);
  return frame.all();
}

std::unique_ptr<Values> makeResult(const Versions& versions) {
  return versions.result.make ? versions.result.make(1) : nullptr;
}

// A result like the function's: vectors have their size.
std::unique_ptr<Values> resultOfItsSize(const Versions& versions) {
  std::unique_ptr<Values> result = makeResult(versions);
  if (versions.isVectorResult) {
    Frame frame(versions, generatePoint(versions, 1));
    versions.primal.call(frame.arguments(), result.get());
  }
  return result;
}

Outcome callPrimal(const Versions& versions, const Point& point) {
  Frame frame(versions, point);
  const std::unique_ptr<Values> result = makeResult(versions);
  versions.primal.call(frame.arguments(), result.get());
  return frame.outcome(result.get());
}

Outcome callTangent(const Versions& versions, const Point& point, const Flat& xDot, Flat& yDot) {
  Frame frame(versions, point), dots(versions);
  dots.loadActive(xDot);
  const std::unique_ptr<Values> result = makeResult(versions), resultDot = makeResult(versions);
  std::vector<Values*> arguments = frame.argumentsWith(&dots);
  if (versions.result.isActive) arguments.push_back(resultDot.get());
  versions.tangent.call(arguments, result.get());
  yDot.clear();
  if (versions.result.isActive) resultDot->appendActive(yDot);
  const Flat writtenDots = dots.activeValues(true);
  yDot.insert(yDot.end(), writtenDots.begin(), writtenDots.end());
  return frame.outcome(result.get());
}

Outcome callAdjoint(const Versions& versions, const Point& point, Flat& xBar, const Flat& resultBarValues) {
  Frame frame(versions, point), bars(versions);
  bars.loadActive(xBar);
  const std::unique_ptr<Values> result = makeResult(versions), resultBar = resultOfItsSize(versions);
  std::vector<Values*> arguments = frame.argumentsWith(&bars);
  if (versions.result.isActive) {
    std::size_t index = 0;
    resultBar->loadActive(resultBarValues, index);
    arguments.push_back(resultBar.get());
  }
  versions.adjoint.call(arguments, result.get());
  xBar = bars.activeValues(false);
  return frame.outcome(result.get());
}

// The result is one number.
Outcome callHvp(const Versions& versions, const Point& point, const Flat& xDot, const Flat& seeds, Flat& xBar,
                long double& resultDot) {
  Frame frame(versions, point), dots(versions), bars(versions), dotBars(versions);
  dots.loadActive(xDot);
  bars.loadActive(xBar);
  const std::unique_ptr<Values> result = makeResult(versions);
  const std::unique_ptr<Values> dot = makeResult(versions), bar = makeResult(versions), dotBar = makeResult(versions);
  bar->load({seeds[0]});
  dotBar->load({seeds[1]});
  std::vector<Values*> arguments = frame.arguments();
  bars.appendActive(arguments);
  dots.appendActive(arguments);
  dotBars.appendActive(arguments, true);
  arguments.insert(arguments.end(), {dot.get(), bar.get(), dotBar.get()});
  versions.hvp.call(arguments, result.get());
  resultDot = dot->all()[0];
  xBar = bars.activeValues(false);
  return frame.outcome(result.get());
}

Outcome callDual(const Versions& versions, const Point& point, const Flat& x1, const Flat& x2, Flat& y1, Flat& y2,
                 Flat& y12) {
  Frame frame(versions, point, true);
  std::size_t index = 0;
  frame.eachActive([&](Values& one, const Shape&) { one.setDirections(x1, x2, index); });
  const std::unique_ptr<Values> result = versions.result.makeDual ? versions.result.makeDual(1) : nullptr;
  versions.twin.call(frame.arguments(), result.get());
  y1.clear(), y2.clear(), y12.clear();
  if (result) result->appendDirections(y1, y2, y12);
  frame.eachActive([&](Values& one, const Shape& shape) {
    if (shape.isWritten) one.appendDirections(y1, y2, y12);
  });
  return frame.outcome(result.get());
}

void describe(Subject& subject, const Versions& versions) {
  Frame frame(versions);
  subject.isFixed = true;
  for (std::size_t i = 0; i < versions.parameters.size(); ++i) {
    subject.epsilon = std::max(subject.epsilon, frame.values()[i]->epsilon());
    subject.isFixed = subject.isFixed && versions.parameters[i].input.isFixed();
  }
  frame.eachActive([&](Values& one, const Shape& shape) {
    Flat scalarsOfOne;
    one.appendActive(scalarsOfOne);
    subject.inputIsWritten.insert(subject.inputIsWritten.end(), scalarsOfOne.size(), shape.isWritten);
  });
  const std::unique_ptr<Values> result = resultOfItsSize(versions);
  if (!result) return;
  Flat active;
  result->appendActive(active);
  subject.resultSize = active.size();
  subject.epsilon = std::max(subject.epsilon, result->epsilon());
}

}  // namespace

Subject bind(const char* name, Versions given) {
  const auto versions = std::make_shared<const Versions>(std::move(given));
  Subject subject;
  subject.name = name;
  describe(subject, *versions);
  subject.generate = [=](unsigned seed) { return generatePoint(*versions, seed); };
  subject.inputs = [=](const Point& point) { return Frame(*versions, point).activeValues(false); };
  subject.replaceInputs = [=](const Point& point, const Flat& x) {
    Frame frame(*versions, point);
    frame.loadActive(x);
    return frame.all();
  };
  subject.primal = [=](auto&&... a) { return callPrimal(*versions, a...); };
  subject.tangent = [=](auto&&... a) { return callTangent(*versions, a...); };
  subject.adjoint = [=](auto&&... a) { return callAdjoint(*versions, a...); };
  if (versions->hvp) subject.hvp = [=](auto&&... a) { return callHvp(*versions, a...); };
  subject.dual = [=](auto&&... a) { return callDual(*versions, a...); };
  return subject;
}

}  // namespace oracle
