// Models in files: safetensors (github.com/huggingface/safetensors), which other tools read and write, too.
//
//   save(model, "model.safetensors");
//   load(model, "model.safetensors");    // a model of the same names, types and shapes; else DataError, model
//   unchanged
//
// A file is written beside its place, synced, and renamed: whatever happens, there is a whole one, the old or the new.
#pragma once

#include "retrograd/array.h"
#include "retrograd/model.h"

#include <filesystem>
#include <map>
#include <string>

namespace retrograd {
namespace data {

struct Safetensors {
  std::map<std::string, Array> tensors;
  std::map<std::string, std::string> metadata;
};

// Reads a whole file. DataError for one that is missing, truncated, damaged or foreign, with the tensor and the offset.
Safetensors read_safetensors(const std::filesystem::path& file);

// Throws DataError where it can't be written.
void write_safetensors(const std::filesystem::path& file, const Parameters& tensors,
                       const std::map<std::string, std::string>& metadata = {});

// Gives `to` the file's values; DataError unless each of them is there with its type and shape. Tensors of names that
// begin with "retrograd/" (a checkpoint's) may be there beside them, others may not. Nothing is changed before all is
// checked.
void take_values(const Safetensors& from, const Parameters& to, const std::filesystem::path& file);

}  // namespace data

template <class Model> void save(const Model& model, const std::filesystem::path& file) {
  data::write_safetensors(file, parameters(const_cast<Model&>(model)));  // which only points to its values
}

// Reads what `save` wrote; a checkpoint of fit<…>, too.
template <class Model> void load(Model& model, const std::filesystem::path& file) {
  data::take_values(data::read_safetensors(file), parameters(model), file);
}

}  // namespace retrograd
