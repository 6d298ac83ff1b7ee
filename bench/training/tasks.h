// The rows of the training table: what each tool trains.
#pragma once

#include "harness.h"

namespace training {

inline const Task mlp{"MLP 784-256-128-10", "s/epoch", 0.85, Better::Less};
inline const Task cnn{"CNN 3x3x32, 3x3x64, 128", "s/100 steps", 2.5, Better::Less};
inline const Task tiny{"tiny MLP 8-32-32-1", "steps/s", 150000, Better::More};
inline const Task ode{"neural ODE 2-16-2, RK4 x 100", "steps/s", 10000, Better::More};
inline const Task lstm{"LSTM 128, 64 steps, batch 16", "ms/step", 12, Better::Less};
inline const Task gpt{"GPT-2 shaped, 4 x 128", "ms/step", 22, Better::Less};

}  // namespace training
