// The kernels of the engine benchmark. Each is exported as `name(n)` and returns a checksum, so that engines can be compared by result too.
// Freestanding: no C library, no WebAssembly feature beyond the first version of the specification.

typedef unsigned char u8;
typedef unsigned int u32;

#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(name) __attribute__((import_module("env"), import_name(name)))

// Writes value as a decimal number to address and returns its length in bytes.
IMPORT("format_int") int format_int(int value, u8 *address);
// Returns a * 31 + b, wrapping.
IMPORT("mix") int mix(int a, int b);

// A linear congruential generator: the same data on every run.
static u32 next_random(u32 *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

// fib: recursion.
EXPORT("fib") int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

// sieve: byte loads and stores with a stride. Returns the number of primes up to n.
#define SIEVE_MAX 4194304
static u8 composite[SIEVE_MAX + 1];

EXPORT("sieve") int sieve(int n) {
    if (n > SIEVE_MAX) __builtin_trap();
    for (int i = 0; i <= n; i++) composite[i] = 0;
    int primes = 0;
    for (int i = 2; i <= n; i++) {
        if (composite[i]) continue;
        primes++;
        if (i > n / i) continue;
        for (int multiple = i * i; multiple <= n; multiple += i) composite[multiple] = 1;
    }
    return primes;
}

// sha256: 32-bit arithmetic and rotations. Hashes n blocks of 64 bytes; returns the first word of the digest.
static const u32 sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static u32 rotate_right(u32 value, int count) { return value >> count | value << (32 - count); }

static u32 big_endian(const u8 *bytes) {
    return (u32)bytes[0] << 24 | (u32)bytes[1] << 16 | (u32)bytes[2] << 8 | bytes[3];
}

static void sha256_block(u32 state[8], const u8 block[64]) {
    u32 schedule[64];
    for (int i = 0; i < 16; i++) schedule[i] = big_endian(block + 4 * i);
    for (int i = 16; i < 64; i++) {
        u32 older = schedule[i - 15], newer = schedule[i - 2];
        u32 s0 = rotate_right(older, 7) ^ rotate_right(older, 18) ^ older >> 3;
        u32 s1 = rotate_right(newer, 17) ^ rotate_right(newer, 19) ^ newer >> 10;
        schedule[i] = schedule[i - 16] + s0 + schedule[i - 7] + s1;
    }
    u32 v[8];
    for (int i = 0; i < 8; i++) v[i] = state[i];
    for (int i = 0; i < 64; i++) {
        u32 s1 = rotate_right(v[4], 6) ^ rotate_right(v[4], 11) ^ rotate_right(v[4], 25);
        u32 choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        u32 first = v[7] + s1 + choice + sha256_constants[i] + schedule[i];
        u32 s0 = rotate_right(v[0], 2) ^ rotate_right(v[0], 13) ^ rotate_right(v[0], 22);
        u32 majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
        for (int k = 7; k > 0; k--) v[k] = v[k - 1];
        v[4] += first;
        v[0] = first + s0 + majority;
    }
    for (int i = 0; i < 8; i++) state[i] += v[i];
}

EXPORT("sha256") int sha256(int n) {
    u32 state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    u8 block[64];
    u32 random = 1;
    for (int i = 0; i < 64; i++) block[i] = (u8)next_random(&random);
    for (int round = 0; round < n; round++) {
        block[round & 63] ^= (u8)round;
        sha256_block(state, block);
    }
    // The closing block: one bit, zeros, the message's length in bits.
    for (int i = 0; i < 64; i++) block[i] = 0;
    block[0] = 0x80;
    u32 bits_high = (u32)n >> 23, bits_low = (u32)n << 9;
    for (int i = 0; i < 4; i++) {
        block[56 + i] = (u8)(bits_high >> (24 - 8 * i));
        block[60 + i] = (u8)(bits_low >> (24 - 8 * i));
    }
    sha256_block(state, block);
    return (int)state[0];
}

// crc32: a chain of dependent table look-ups. Checks n KiB.
static u32 crc_table[256];
static u8 crc_data[1024];

EXPORT("crc32") int crc32(int n) {
    for (u32 i = 0; i < 256; i++) {
        u32 value = i;
        for (int bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320u ^ value >> 1 : value >> 1;
        crc_table[i] = value;
    }
    u32 random = 7;
    for (int i = 0; i < 1024; i++) crc_data[i] = (u8)next_random(&random);
    u32 crc = 0xffffffffu;
    for (int round = 0; round < n; round++)
        for (int i = 0; i < 1024; i++) crc = crc_table[(crc ^ crc_data[i]) & 255] ^ crc >> 8;
    return (int)~crc;
}

// matmul: f64 multiply and add over n x n matrices. Returns the sum of the product's elements, alternating in sign.
#define MATRIX_MAX 256
static double left[MATRIX_MAX * MATRIX_MAX], right[MATRIX_MAX * MATRIX_MAX], product[MATRIX_MAX * MATRIX_MAX];

EXPORT("matmul") double matmul(int n) {
    if (n > MATRIX_MAX) __builtin_trap();
    for (int i = 0; i < n * n; i++) {
        left[i] = (i % 17) * 0.25 - 1.0;
        right[i] = (i % 23) * 0.5 - 3.0;
        product[i] = 0;
    }
    for (int row = 0; row < n; row++)
        for (int k = 0; k < n; k++) {
            double factor = left[row * n + k];
            for (int column = 0; column < n; column++) product[row * n + column] += factor * right[k * n + column];
        }
    double sum = 0;
    for (int i = 0; i < n * n; i++) sum += i & 1 ? -product[i] : product[i];
    return sum;
}

// nbody: square roots and divisions. n steps of six bodies that attract each other; returns the total energy.
#define BODIES 6
typedef struct { double x, y, z, vx, vy, vz, mass; } Body;
static Body bodies[BODIES];

static void place_bodies(void) {
    for (int i = 0; i < BODIES; i++) {
        double distance = i * 1.7, speed = i ? 0.6 - 0.05 * i : 0.0;
        bodies[i] = (Body){
            i & 1 ? distance : -distance, i & 2 ? 0.3 * distance : -0.2 * distance, 0.1 * i,
            i & 2 ? speed : -speed, i & 1 ? speed : -speed, 0.01 * i,
            i ? 0.001 * i : 1.0,
        };
    }
}

static double energy(void) {
    double sum = 0;
    for (int i = 0; i < BODIES; i++) {
        Body *a = &bodies[i];
        sum += 0.5 * a->mass * (a->vx * a->vx + a->vy * a->vy + a->vz * a->vz);
        for (int j = i + 1; j < BODIES; j++) {
            Body *b = &bodies[j];
            double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
            sum -= a->mass * b->mass / __builtin_sqrt(dx * dx + dy * dy + dz * dz);
        }
    }
    return sum;
}

EXPORT("nbody") double nbody(int n) {
    const double step = 0.005;
    place_bodies();
    for (int round = 0; round < n; round++) {
        for (int i = 0; i < BODIES; i++) {
            Body *a = &bodies[i];
            for (int j = i + 1; j < BODIES; j++) {
                Body *b = &bodies[j];
                double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
                double square = dx * dx + dy * dy + dz * dz;
                double pull = step / (square * __builtin_sqrt(square));
                a->vx -= dx * b->mass * pull;
                a->vy -= dy * b->mass * pull;
                a->vz -= dz * b->mass * pull;
                b->vx += dx * a->mass * pull;
                b->vy += dy * a->mass * pull;
                b->vz += dz * a->mass * pull;
            }
        }
        for (int i = 0; i < BODIES; i++) {
            Body *a = &bodies[i];
            a->x += step * a->vx;
            a->y += step * a->vy;
            a->z += step * a->vz;
        }
    }
    return energy();
}

// quicksort: unpredictable branches and recursion over n integers. Returns a checksum over the sorted order.
#define SORT_MAX 262144
static int numbers[SORT_MAX];

static void sort_range(int low, int high) {
    while (low < high) {
        int pivot = numbers[low + (high - low) / 2], i = low, j = high;
        while (i <= j) {
            while (numbers[i] < pivot) i++;
            while (numbers[j] > pivot) j--;
            if (i <= j) {
                int moved = numbers[i];
                numbers[i++] = numbers[j];
                numbers[j--] = moved;
            }
        }
        // Recursion into the smaller part keeps the stack logarithmic.
        if (j - low < high - i) {
            sort_range(low, j);
            low = i;
        } else {
            sort_range(i, high);
            high = j;
        }
    }
}

EXPORT("quicksort") int quicksort(int n) {
    if (n > SORT_MAX) __builtin_trap();
    u32 random = 42;
    for (int i = 0; i < n; i++) numbers[i] = (int)next_random(&random);
    sort_range(0, n - 1);
    u32 sum = 0;
    for (int i = 0; i < n; i++) {
        if (i && numbers[i - 1] > numbers[i]) return -1;
        sum = sum * 31 + (u32)numbers[i];
    }
    return (int)sum;
}

// strings: what a Clean program does to build text. Strings are a length and bytes on a heap that only grows; the host formats the numbers.
// Joins n items, starting a new line after every 64. Returns a checksum over the last lines.
#define HEAP_BYTES 1048576
static u8 heap[HEAP_BYTES];
static u32 heap_top;

static u8 *new_string(u32 length) {
    u32 bytes = (length + 4 + 7) & ~7u;
    if (heap_top + bytes > HEAP_BYTES) heap_top = 0;
    u8 *string = heap + heap_top;
    heap_top += bytes;
    *(u32 *)string = length;
    return string;
}

static u8 *concat(const u8 *a, const u8 *b) {
    u32 length_a = *(const u32 *)a, length_b = *(const u32 *)b;
    u8 *joined = new_string(length_a + length_b);
    for (u32 i = 0; i < length_a; i++) joined[4 + i] = a[4 + i];
    for (u32 i = 0; i < length_b; i++) joined[4 + length_a + i] = b[4 + i];
    return joined;
}

static u8 *from_int(int value) {
    u8 *string = new_string(11);
    *(u32 *)string = (u32)format_int(value, string + 4);
    return string;
}

EXPORT("strings") int strings(int n) {
    heap_top = 0;
    const u8 *separator = (const u8 *)"\2\0\0\0, ";
    u8 *line = new_string(0);
    u32 sum = 0;
    for (int i = 0; i < n; i++) {
        line = concat(concat(line, from_int(i * 7919 - 100000)), separator);
        if ((i & 63) != 63) continue;
        for (u32 k = 0; k < *(u32 *)line; k++) sum = sum * 31 + line[4 + k];
        line = new_string(0);
    }
    return (int)sum;
}

// hostcall: n calls of an imported function.
EXPORT("hostcall") int hostcall(int n) {
    int sum = 1;
    for (int i = 0; i < n; i++) sum = mix(sum, i);
    return sum;
}

// indirect: n calls through the function table, the target chosen by data.
static int add_step(int a, int b) { return a + b; }
static int xor_step(int a, int b) { return a ^ b; }
static int multiply_step(int a, int b) { return a * 33 + b; }
static int rotate_step(int a, int b) { return (int)rotate_right((u32)a, 5) - b; }
static int (*volatile steps[4])(int, int) = {add_step, xor_step, multiply_step, rotate_step};

EXPORT("indirect") int indirect(int n) {
    int (*local[4])(int, int) = {steps[0], steps[1], steps[2], steps[3]};
    int sum = 1;
    for (int i = 0; i < n; i++) sum = local[i & 3](sum, i);
    return sum;
}
