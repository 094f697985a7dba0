# One word a job. tools/bootstrap.sh fetches first what the job needs and the machine lacks.
.PHONY: help demo build test install bench rates bench-peers fuzz test-asan specimen lint format clean
PREFIX ?= /usr/local
MUTANTS ?= 100000
CMAKE := cmake
export OMP_WAIT_POLICY ?= passive

help:
	@echo "make demo         open the bundled specimen, leave report.html"
	@echo "make build        build/blackbody"
	@echo "make test         everything that keeps main honest"
	@echo "make install      program, headers and CMake package into PREFIX=$(PREFIX)"
	@echo "make bench        our own timings; make bench-peers: beside other tools, in the same run"
	@echo "make rates        how often rules warn falsely and error bars hold the truth, counted"
	@echo "make fuzz         MUTANTS=$(MUTANTS) damaged files, and as many to be built into networks; make test-asan: all tests under the address sanitizer"
	@echo "make specimen     train the bundled network again; make lint, make format, make clean"

build:
	@tools/bootstrap.sh build
	@$(CMAKE) --preset release -DBLACKBODY_TESTS=OFF -DBLACKBODY_BENCH=OFF --log-level=ERROR -Wno-dev >/dev/null
	@$(CMAKE) --build build --target blackbody_front

demo: build
	@build/blackbody open -o report.html

test:
	@tools/bootstrap.sh test
	@python3 tools/run_tests.py

install: build
	@$(CMAKE) --install build --prefix $(PREFIX)

bench:
	@tools/bootstrap.sh bench
	@$(CMAKE) --preset release -DBLACKBODY_TESTS=OFF -DBLACKBODY_BENCH=ON --log-level=ERROR -Wno-dev >/dev/null
	@$(CMAKE) --build build --target bench_blackbody
	@build/bench_blackbody

bench-peers:
	@tools/bootstrap.sh peers
	@$(CMAKE) --preset release -DBLACKBODY_TESTS=OFF -DBLACKBODY_BENCH=ON --log-level=ERROR -Wno-dev >/dev/null
	@$(CMAKE) --build build --target blackbody_front bench_blackbody
	@.venv-peers/bin/python bench/peers/run.py

rates:
	@tools/bootstrap.sh build
	@$(CMAKE) --preset release -DBLACKBODY_TESTS=OFF -DBLACKBODY_BENCH=OFF --log-level=ERROR -Wno-dev >/dev/null
	@$(CMAKE) --build build --target rates_blackbody
	@python3 tools/run_rates.py build/rates_blackbody

fuzz:
	@tools/bootstrap.sh fuzz
	@$(CMAKE) --preset asan-formats -DBLACKBODY_TESTS=OFF --log-level=ERROR -Wno-dev >/dev/null
	@$(CMAKE) --build build-asan-formats --target fuzz_formats
	@build-asan-formats/fuzz_formats --count $(MUTANTS)
	@$(CMAKE) --preset release -DBLACKBODY_TESTS=OFF -DBLACKBODY_BENCH=OFF -DBLACKBODY_FUZZ=ON --log-level=ERROR -Wno-dev >/dev/null
	@$(CMAKE) --build build --target fuzz_network
	@build/fuzz_network --count $(MUTANTS)

test-asan:
	@tools/bootstrap.sh test
	@$(CMAKE) --preset asan --log-level=ERROR -Wno-dev >/dev/null
	@$(CMAKE) --build build-asan
	@ctest --test-dir build-asan --output-on-failure

specimen:
	@tools/bootstrap.sh test
	@$(CMAKE) --preset release --log-level=ERROR -Wno-dev >/dev/null
	@$(CMAKE) --build build --target specimen

lint:
	@tools/bootstrap.sh lint
	@tools/lint.sh

format:
	@tools/bootstrap.sh lint
	@git ls-files '*.cc' '*.h' | xargs clang-format-15 -i

clean:
	@rm -rf build build-dev build-asan build-asan-formats report.html
