// StyleGAN3's filters and nonlinearity in one kernel, for every precision and any device; float32 inside.
//
// Macros: TILE, UP, DOWN, UP_TAPS, DOWN_TAPS, PHASE, RADIAL.

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
