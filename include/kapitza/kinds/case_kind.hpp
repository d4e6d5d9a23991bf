#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>

#include "kapitza/config/keys.hpp"
#include "kapitza/kinds/kind.hpp"

namespace kapitza::kinds {

/// A kind whose cases are of type C: what is left to its folder is the binding of its keys and what to do with a case.
template <class C>
class CaseKind : public Kind {
 public:
  std::span<const config::Key> keys() const override { return bound().list(); }

  std::unique_ptr<Case> read(config::Reader& reader) const override {
    C input = bound().read(reader);
    input.where = reader.places();
    complete(reader, input);
    return std::make_unique<Held>(*this, std::move(input));
  }

  std::string resolved_text(const C& input) const {
    return config::resolved_text(name(), bound().resolved(input));
  }

  /// Every key and the member of C that it fills.
  virtual const config::Keys<C>& bound() const = 0;
  /// Fill in what follows from several keys, and judge what one key alone does not tell.
  virtual void complete(config::Reader& reader, C& input) const = 0;

  virtual void check(const std::string& name, const C& input) const = 0;
  virtual ExitCode run(const Session& session, const RunRequest& request,
                       const Provenance& provenance, const C& input) const = 0;
  virtual void print_setup(int, const C&) const {
    throw InvalidInput{"--setup: found a case of kind \"" + std::string{name()} +
                       "\"; allowed: kind \"micro\", which has a lattice"};
  }
  virtual Recovered recover(const Recovery& recovery, const C&) const {
    throw InvalidInput{recovery.from.file().string() + ": kind \"" + std::string{name()} +
                       "\" has no checkpoints"};
  }

  /// The C inside a case of this kind; null for another.
  static const C* input_if(const Case& some) {
    const auto* held = dynamic_cast<const Held*>(&some);
    return held ? &held->input : nullptr;
  }
  /// Throws std::bad_cast for another.
  static const C& input_of(const Case& some) { return dynamic_cast<const Held&>(some).input; }

 private:
  struct Held final : Case {
    Held(const CaseKind& its_kind, C its_input) : kind{its_kind}, input{std::move(its_input)} {}

    std::string resolved_text() const override { return kind.resolved_text(input); }
    bool operator==(const Case& other) const override {
      const auto* same = dynamic_cast<const Held*>(&other);
      return same != nullptr && same->input == input;
    }
    void check(const std::string& name) const override { kind.check(name, input); }
    void print_setup(int points) const override { kind.print_setup(points, input); }
    ExitCode run(const Session& session, const RunRequest& request,
                 const Provenance& provenance) const override {
      return kind.run(session, request, provenance, input);
    }
    Recovered recover(const Recovery& recovery) const override {
      return kind.recover(recovery, input);
    }

    const CaseKind& kind;
    C input;
  };
};

}  // namespace kapitza::kinds
