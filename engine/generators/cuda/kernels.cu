// The passes over memory between a network's convolutions, each fused into one; channels-last features.
//
// Macros: HALF 0 for float32 features, 1 for float16, 2 for bfloat16. Arithmetic is in float32 throughout.
// `filtered_activation` needs TILE, UP, DOWN, UP_TAPS, DOWN_TAPS, PHASE and RADIAL as well.
//
// A pack is 16 bytes of neighbouring channels of one pixel: what a thread loads and stores at once.

#if HALF
#define WIDTH 8  // channels in a pack
typedef unsigned short Scalar;
#else
#define WIDTH 4
typedef float Scalar;
#endif

__device__ inline float widen(unsigned short bits) {
#if HALF == 2
    return __uint_as_float((unsigned)bits << 16);
#else
    float value;
    asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(bits));
    return value;
#endif
}

__device__ inline unsigned short narrow(float value) {
#if HALF == 2
    unsigned bits = __float_as_uint(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fff;  // no number
    return (unsigned short)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);  // to the nearest, ties to even
#else
    unsigned short bits;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(value));
    return bits;
#endif
}

__device__ inline float load(Scalar value) {
#if HALF
    return widen(value);
#else
    return value;
#endif
}

__device__ inline Scalar store(float value) {
#if HALF
    return narrow(value);
#else
    return value;
#endif
}

__device__ inline void unpack(uint4 pack, float *values) {
    const unsigned words[4] = {pack.x, pack.y, pack.z, pack.w};
#pragma unroll
    for (int i = 0; i < 4; i++) {
#if HALF
        values[2 * i] = widen((unsigned short)(words[i] & 0xffffu));
        values[2 * i + 1] = widen((unsigned short)(words[i] >> 16));
#else
        values[i] = __uint_as_float(words[i]);
#endif
    }
}

__device__ inline uint4 packed(const float *values) {
    unsigned words[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
#if HALF
        words[i] = (unsigned)narrow(values[2 * i]) | ((unsigned)narrow(values[2 * i + 1]) << 16);
#else
        words[i] = __float_as_uint(values[i]);
#endif
    }
    return make_uint4(words[0], words[1], words[2], words[3]);
}

// What is no number stays so: a picture of it must be refused, not shown. fminf would hide it.
__device__ inline float clamped(float value, float clamp) {
    return value > clamp ? clamp : value < -clamp ? -clamp : value;
}

__device__ inline float activate(float value, float clamp) {
    return clamped(value < 0 ? 0.2f * value : value, clamp);
}

// How many rows of output a thread of `finish_layer` makes, so that neighbouring rows share what they load.
#define ROWS 4
#define TAPS 4

// The rest of a StyleGAN2 layer behind its convolution: blur [TAPS, TAPS] where `taps` is given (x then has
// one more row and column than the output), demodulation, noise, bias, leaky ReLU and clamp.
// Writes `plain` [N, side, side, C], and times `scale` [N, C], the next layer's style, to `scaled`; either
// may be null.
extern "C" __global__ void finish_layer(
    const uint4 *x, const float *taps, const float *demodulation, int demodulation_stride,
    const float *noise, const float *bias, const float *scale, int scale_stride,
    uint4 *plain, uint4 *scaled, int side, int packs, float clamp) {
    const int along = blockIdx.x * blockDim.x + threadIdx.x;
    if (along >= side * packs) return;
    const int column = along / packs, pack = along % packs;
    const int first = blockIdx.y * ROWS;
    const size_t picture = blockIdx.z;
    float sums[ROWS][WIDTH];
    if (taps) {
        const int source = side + 1;
        float kernel[TAPS][TAPS];
#pragma unroll
        for (int i = 0; i < TAPS * TAPS; i++) kernel[i / TAPS][i % TAPS] = taps[i];
#pragma unroll
        for (int r = 0; r < ROWS; r++)
#pragma unroll
            for (int k = 0; k < WIDTH; k++) sums[r][k] = 0;
#pragma unroll
        for (int r = 0; r < ROWS + TAPS - 1; r++) {
            const int from_row = first + r - 1;
            if (from_row < 0 || from_row >= source) continue;
#pragma unroll
            for (int j = 0; j < TAPS; j++) {
                const int from_column = column + j - 1;
                if (from_column < 0 || from_column >= source) continue;
                float values[WIDTH];
                unpack(x[((picture * source + from_row) * source + from_column) * packs + pack], values);
#pragma unroll
                for (int i = 0; i < TAPS; i++)
                    if (r - i >= 0 && r - i < ROWS)
#pragma unroll
                        for (int k = 0; k < WIDTH; k++) sums[r - i][k] += kernel[i][j] * values[k];
            }
        }
    } else {
#pragma unroll
        for (int r = 0; r < ROWS; r++)
            unpack(x[((picture * side + first + r) * side + column) * packs + pack], sums[r]);
    }
    const int channel = pack * WIDTH;
    float gains[WIDTH], biases[WIDTH], scales[WIDTH];
#pragma unroll
    for (int k = 0; k < WIDTH; k++) {
        gains[k] = demodulation[picture * demodulation_stride + channel + k];
        biases[k] = bias[channel + k];
        scales[k] = scale ? scale[picture * scale_stride + channel + k] : 1.0f;
    }
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
        const int row = first + r;
        const float grain = noise ? noise[(size_t)row * side + column] : 0.0f;
#pragma unroll
        for (int k = 0; k < WIDTH; k++)
            sums[r][k] = activate(sums[r][k] * gains[k] + (biases[k] + grain), clamp);
        const size_t place = ((picture * side + row) * side + column) * packs + pack;
        if (plain) plain[place] = packed(sums[r]);
        if (scaled) {
#pragma unroll
            for (int k = 0; k < WIDTH; k++) sums[r][k] *= scales[k];
            scaled[place] = packed(sums[r]);
        }
    }
}

// Threads that share a pixel in `add_colours`, and pixels that a thread takes part in.
#define LANES 4
#define PIXELS 4

// A 1x1 convolution to three colours with weights of each picture's own [N, 3, C], bias and clamp, added to
// the picture so far [N, 3, side/2, side/2] at twice its resolution, where there is one. `taps` [4, 4] are
// those of a transposed convolution. The result [N, 3, side, side] is float32, planar and times `gain`.
extern "C" __global__ void add_colours(
    const uint4 *x, const float *weight, int weight_stride, const float *bias, const float *image,
    const float *taps, float *out, int side, int packs, float clamp, float gain) {
    const int thread = blockIdx.x * blockDim.x + threadIdx.x;
    const int lane = thread % LANES, group = thread / LANES, groups = gridDim.x * blockDim.x / LANES;
    const int pixels = side * side;
    const size_t picture = blockIdx.y;
    float sums[PIXELS][3] = {};
    for (int pack = lane; pack < packs; pack += LANES) {
        float weights[3][WIDTH];
#pragma unroll
        for (int c = 0; c < 3; c++)
#pragma unroll
            for (int k = 0; k < WIDTH; k++)
                weights[c][k] = weight[(picture * 3 + c) * weight_stride + pack * WIDTH + k];
#pragma unroll
        for (int p = 0; p < PIXELS; p++) {
            const int pixel = group + p * groups;
            if (pixel >= pixels) continue;
            float values[WIDTH];
            unpack(x[(picture * pixels + pixel) * packs + pack], values);
#pragma unroll
            for (int c = 0; c < 3; c++)
#pragma unroll
                for (int k = 0; k < WIDTH; k++) sums[p][c] += weights[c][k] * values[k];
        }
    }
#pragma unroll
    for (int p = 0; p < PIXELS; p++) {
#pragma unroll
        for (int c = 0; c < 3; c++)
#pragma unroll
            for (int distance = 1; distance < LANES; distance *= 2)
                sums[p][c] += __shfl_xor_sync(0xffffffffu, sums[p][c], distance);
        const int pixel = group + p * groups;
        if (pixel >= pixels || lane >= 3) continue;
        float colour = (lane == 0 ? sums[p][0] : lane == 1 ? sums[p][1] : sums[p][2]) + bias[lane];
        colour = clamped(colour, clamp);
        const size_t plane = picture * 3 + lane;
        if (image) {
            const int row = pixel / side, column = pixel % side, half = side / 2;
#pragma unroll
            for (int i = 0; i < 2; i++)
#pragma unroll
                for (int j = 0; j < 2; j++) {
                    const int from_row = (row + 1) / 2 - i, from_column = (column + 1) / 2 - j;
                    if (from_row < 0 || from_row >= half || from_column < 0 || from_column >= half) continue;
                    const int tap = (row + 1 - 2 * from_row) * TAPS + column + 1 - 2 * from_column;
                    colour += taps[tap] * image[(plane * half + from_row) * half + from_column];
                }
        }
        out[plane * pixels + pixel] = colour * gain;
    }
}

#ifdef TILE
#define CHANNELS 8  // that a block treats at once
#define UP_RUN 8    // samples that a thread makes in a row
#define DOWN_RUN 4
#define MIDDLE (TILE * DOWN + DOWN_TAPS - DOWN)  // side of a tile between the filters
// Of the source samples behind the first n of the middle: all of them, as seen from the first.
#define BEHIND(n) (((n) - 1 - PHASE + UP - 1) / UP + UP_TAPS / UP)
#define SOURCE BEHIND(MIDDLE)
#define ODD(n) ((n) | 1)  // row lengths in shared memory: neighbouring rows then lie in different banks

// Where sample j of a run begins among the run's source samples, and with which tap. PHASE is the padding
// modulo UP; tiles and runs are multiples of UP, so that it is the same for all of them.
#define SKIP(j) (((j) - PHASE + UP - 1) / UP)
#define FIRST_TAP(j) (SKIP(j) * UP + PHASE - (j))

// StyleGAN3's layer behind its convolution: demodulation and bias, UP times the sampling rate by a separable
// low-pass filter, leaky ReLU and clamp, then every DOWN-th sample of another low-pass filter, separable or
// (RADIAL) [DOWN_TAPS, DOWN_TAPS]; times `scale` [N, C], the next layer's style.
// x [N, in_side, in_side, C] -> out [N, out_side, out_side, C]; C a multiple of CHANNELS. Both filters are
// given as correlations. A block makes TILE x TILE pixels of CHANNELS channels, all steps in shared memory.
extern "C" __global__ void filtered_activation(
    const uint4 *x, const float *demodulation, int demodulation_stride, const float *bias,
    const float *up_taps, const float *down_taps, const float *scale, int scale_stride,
    Scalar *out, int in_side, int out_side, int channels, int padding, float clamp) {
    extern __shared__ float memory[];
    // Two regions in turn: `rising` is filtered up along rows, `middle` along both, and so down again.
    float *source = memory;                                    // [SOURCE][ODD(SOURCE)][CHANNELS]
    float *middle = memory;                                    // [MIDDLE][ODD(MIDDLE)][CHANNELS]
    float *rising = memory + MIDDLE * ODD(MIDDLE) * CHANNELS;  // [SOURCE][ODD(MIDDLE)][CHANNELS]
    const int tiles = (out_side + TILE - 1) / TILE;
    const int top = blockIdx.x / tiles * TILE, left = blockIdx.x % tiles * TILE;
    const int first_channel = blockIdx.y * CHANNELS;
    const size_t picture = blockIdx.z;
    // Sample m of the padded, spread source is source sample (m - padding) / UP, or nothing.
    const int first_row = (top * DOWN - padding + PHASE) / UP;  // PHASE makes these divisions exact
    const int first_column = (left * DOWN - padding + PHASE) / UP;

    for (int i = threadIdx.x; i < SOURCE * SOURCE; i += blockDim.x) {
        const int row = first_row + i / SOURCE, column = first_column + i % SOURCE;
        float values[CHANNELS] = {};
        if (row >= 0 && row < in_side && column >= 0 && column < in_side) {
            const size_t place = ((picture * in_side + row) * in_side + column) * channels + first_channel;
#pragma unroll
            for (int k = 0; k < CHANNELS / WIDTH; k++) unpack(x[place / WIDTH + k], values + k * WIDTH);
#pragma unroll
            for (int k = 0; k < CHANNELS; k++)
                values[k] = values[k] * demodulation[picture * demodulation_stride + first_channel + k] +
                            bias[first_channel + k];
        }
#pragma unroll
        for (int k = 0; k < CHANNELS; k++)
            source[(i / SOURCE * ODD(SOURCE) + i % SOURCE) * CHANNELS + k] = values[k];
    }
    __syncthreads();

    {
        float taps[UP_TAPS];
#pragma unroll
        for (int i = 0; i < UP_TAPS; i++) taps[i] = up_taps[i];
        const int runs = (MIDDLE + UP_RUN - 1) / UP_RUN;
        for (int task = threadIdx.x; task < SOURCE * runs * CHANNELS; task += blockDim.x) {
            const int channel = task % CHANNELS, row = task / CHANNELS % SOURCE;
            const int run = task / CHANNELS / SOURCE * UP_RUN, begin = run / UP;
            float values[BEHIND(UP_RUN)];
#pragma unroll
            for (int i = 0; i < BEHIND(UP_RUN); i++)
                values[i] = begin + i < SOURCE
                                ? source[(row * ODD(SOURCE) + begin + i) * CHANNELS + channel] : 0.0f;
#pragma unroll
            for (int j = 0; j < UP_RUN; j++) {
                float sum = 0;
#pragma unroll
                for (int i = 0; i < UP_TAPS / UP; i++) sum += taps[FIRST_TAP(j) + i * UP] * values[SKIP(j) + i];
                if (run + j < MIDDLE) rising[(row * ODD(MIDDLE) + run + j) * CHANNELS + channel] = sum;
            }
        }
        __syncthreads();
        for (int task = threadIdx.x; task < MIDDLE * runs * CHANNELS; task += blockDim.x) {
            const int channel = task % CHANNELS, column = task / CHANNELS % MIDDLE;
            const int run = task / CHANNELS / MIDDLE * UP_RUN, begin = run / UP;
            float values[BEHIND(UP_RUN)];
#pragma unroll
            for (int i = 0; i < BEHIND(UP_RUN); i++)
                values[i] = begin + i < SOURCE
                                ? rising[((begin + i) * ODD(MIDDLE) + column) * CHANNELS + channel] : 0.0f;
#pragma unroll
            for (int j = 0; j < UP_RUN; j++) {
                float sum = 0;
#pragma unroll
                for (int i = 0; i < UP_TAPS / UP; i++) sum += taps[FIRST_TAP(j) + i * UP] * values[SKIP(j) + i];
                if (run + j < MIDDLE)
                    middle[((run + j) * ODD(MIDDLE) + column) * CHANNELS + channel] = activate(sum, clamp);
            }
        }
        __syncthreads();
    }

    const int runs = TILE / DOWN_RUN;
    const int window = (DOWN_RUN - 1) * DOWN + DOWN_TAPS;
#if RADIAL
    for (int task = threadIdx.x; task < TILE * runs * CHANNELS; task += blockDim.x) {
        const int channel = task % CHANNELS, row = task / CHANNELS % TILE;
        const int run = task / CHANNELS / TILE * DOWN_RUN;
        float sums[DOWN_RUN] = {};
        for (int r = 0; r < DOWN_TAPS; r++) {
            float values[window];
#pragma unroll
            for (int i = 0; i < window; i++)
                values[i] = middle[((row * DOWN + r) * ODD(MIDDLE) + run * DOWN + i) * CHANNELS + channel];
#pragma unroll
            for (int i = 0; i < DOWN_TAPS; i++) {
                const float tap = down_taps[r * DOWN_TAPS + i];
#pragma unroll
                for (int j = 0; j < DOWN_RUN; j++) sums[j] += tap * values[j * DOWN + i];
            }
        }
        const float gain = scale ? scale[picture * scale_stride + first_channel + channel] : 1.0f;
#pragma unroll
        for (int j = 0; j < DOWN_RUN; j++)
            if (top + row < out_side && left + run + j < out_side)
                out[((picture * out_side + top + row) * out_side + left + run + j) * channels + first_channel +
                    channel] = store(sums[j] * gain);
    }
#else
    float *falling = rising;  // [MIDDLE][ODD(TILE)][CHANNELS]
    float taps[DOWN_TAPS];
#pragma unroll
    for (int i = 0; i < DOWN_TAPS; i++) taps[i] = down_taps[i];
    for (int task = threadIdx.x; task < MIDDLE * runs * CHANNELS; task += blockDim.x) {
        const int channel = task % CHANNELS, row = task / CHANNELS % MIDDLE;
        const int run = task / CHANNELS / MIDDLE * DOWN_RUN;
        float values[window];
#pragma unroll
        for (int i = 0; i < window; i++)
            values[i] = middle[(row * ODD(MIDDLE) + run * DOWN + i) * CHANNELS + channel];
#pragma unroll
        for (int j = 0; j < DOWN_RUN; j++) {
            float sum = 0;
#pragma unroll
            for (int i = 0; i < DOWN_TAPS; i++) sum += taps[i] * values[j * DOWN + i];
            falling[(row * ODD(TILE) + run + j) * CHANNELS + channel] = sum;
        }
    }
    __syncthreads();
    for (int task = threadIdx.x; task < TILE * runs * CHANNELS; task += blockDim.x) {
        const int channel = task % CHANNELS, column = task / CHANNELS % TILE;
        const int run = task / CHANNELS / TILE * DOWN_RUN;
        float values[window];
#pragma unroll
        for (int i = 0; i < window; i++)
            values[i] = falling[((run * DOWN + i) * ODD(TILE) + column) * CHANNELS + channel];
        const float gain = scale ? scale[picture * scale_stride + first_channel + channel] : 1.0f;
#pragma unroll
        for (int j = 0; j < DOWN_RUN; j++) {
            float sum = 0;
#pragma unroll
            for (int i = 0; i < DOWN_TAPS; i++) sum += taps[i] * values[j * DOWN + i];
            if (top + run + j < out_side && left + column < out_side)
                out[((picture * out_side + top + run + j) * out_side + left + column) * channels +
                    first_channel + channel] = store(sum * gain);
        }
    }
#endif
}
#endif
