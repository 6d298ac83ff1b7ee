// CSV (RFC 4180): cells between separators, rows between line ends; "…" may stand around a cell, "" for a quote in it.
#include "retrograd/data.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace retrograd::data {
namespace {

struct Cell {
  std::string text;
  std::size_t offset;
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<double> number(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class CsvReader {
public:
  CsvReader(const std::filesystem::path& file, char separator)
      : file_(file), separator_(separator), text_(read_text(file)) {
    if (text_.starts_with("\xef\xbb\xbf")) place_ = 3;  // a byte order mark
  }

  Csv read() {
    Csv table;
    std::vector<double> values;
    std::size_t columns = 0;
    while (next_row()) {
      if (columns == 0) {
        columns = row_.size();
        if (is_header()) {
          for (const Cell& cell : row_) table.names.emplace_back(trimmed(cell.text));
          continue;
        }
      }
      if (row_.size() != columns)
        fail(row_.front().offset,
             fmt::format("expected {} cells, as in the first row, found {}", columns, row_.size()));
      for (std::size_t i = 0; i < columns; ++i) values.push_back(number_in(i));
    }
    if (values.empty()) {
      line_ = next_line_;
      fail(place_, "expected a row of numbers, found the end");
    }
    const long rows = static_cast<long>(values.size() / columns);
    table.values = Tensor<double, dyn, dyn>::uninitialized(rows, static_cast<long>(columns));
    std::ranges::copy(values, table.values.begin());
    return table;
  }

private:
  [[noreturn]] void fail(std::size_t offset, const std::string& message) const {
    throw DataError(fmt::format("{}: line {}, offset {}: {}", file_.string(), line_, offset, message));
  }

  double number_in(std::size_t column) const {
    const auto value = number(row_[column].text);
    if (!value) fail_cell(column, "");
    return *value;
  }
  [[noreturn]] void fail_cell(std::size_t column, const char* reason) const {
    const Cell& cell = row_[column];
    fail(cell.offset,
         fmt::format("expected a number in column {}, found '{}'{}", column + 1, cell.text.substr(0, 40), reason));
  }

  // Whether the first row is names. One that has numbers, too, is a row with a flaw, not to be lost as names.
  bool is_header() const {
    const auto is_number = [](const Cell& cell) { return number(cell.text).has_value(); };
    const auto is_empty = [](const Cell& cell) { return trimmed(cell.text).empty(); };
    const auto flaw = std::ranges::find_if_not(row_, is_number);
    if (flaw == row_.end()) return false;
    if (std::ranges::any_of(row_, is_number) || std::ranges::all_of(row_, is_empty))
      fail_cell(static_cast<std::size_t>(flaw - row_.begin()), " (a row of names holds names alone, and no number)");
    return true;
  }

  // False at the end of the file. Skips lines without anything.
  bool next_row() {
    row_.clear();
    while (place_ < text_.size() && (text_[place_] == '\n' || text_[place_] == '\r')) line_end();
    if (place_ == text_.size()) return false;
    line_ = next_line_;
    do row_.push_back(next_cell());
    while (place_ < text_.size() && text_[place_] == separator_ && ++place_);
    if (place_ < text_.size()) line_end();
    return true;
  }
  void line_end() {
    if (text_[place_] == '\r' && place_ + 1 < text_.size() && text_[place_ + 1] == '\n') ++place_;
    ++place_;
    ++next_line_;
  }

  Cell next_cell() {
    Cell cell{{}, place_};
    if (place_ < text_.size() && text_[place_] == '"') {
      read_quoted(cell);
      if (place_ < text_.size() && text_[place_] != separator_ && text_[place_] != '\n' && text_[place_] != '\r')
        fail(place_, "expected a separator behind a closing quote");
      return cell;
    }
    while (place_ < text_.size() && text_[place_] != separator_ && text_[place_] != '\n' && text_[place_] != '\r')
      cell.text += text_[place_++];
    return cell;
  }
  void read_quoted(Cell& cell) {
    for (++place_; place_ < text_.size(); ++place_) {
      if (text_[place_] == '"') {
        ++place_;
        if (place_ == text_.size() || text_[place_] != '"') return;
      }
      if (text_[place_] == '\n') ++next_line_;
      cell.text += text_[place_];
    }
    fail(cell.offset, "a quote that is never closed");
  }

  std::filesystem::path file_;
  char separator_;
  std::string text_;
  std::size_t place_ = 0;
  long line_ = 1, next_line_ = 1;  // of the row, behind it
  std::vector<Cell> row_;
};

}  // namespace

Csv read_csv(const std::filesystem::path& file, const CsvOptions& options) {
  return CsvReader(file, options.separator).read();
}

long Csv::column(const std::string& name) const {
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return found - names.begin();
  std::string all;
  for (const std::string& other : names) all += (all.empty() ? "" : ", ") + other;
  throw DataError(
      fmt::format("there is no column '{}'; the columns are: {}", name, all.empty() ? "without names" : all));
}

Tensor<double, dyn, dyn> Csv::columns(std::span<const long> numbers) const {
  auto result = Tensor<double, dyn, dyn>::uninitialized(values.rows(), static_cast<long>(numbers.size()));
  double* to = result.data();
  for (long i = 0; i < values.rows(); ++i)
    for (long column : numbers) {
      if (column < 0 || column >= values.dim(1))
        throw DataError(fmt::format("there is no column {}: there are {}", column, values.dim(1)));
      *to++ = values(i, column);
    }
  return result;
}

}  // namespace retrograd::data
