// The same as filters.cu on tensor cores: each filter is a product with a banded matrix of its taps. float16
// features and taps, sums in float32; twofold downsampling, up to twelve taps, compute capability 8 and up.
//
// Macros: TILE (a multiple of 16), UP (2 or 4), UP_TAPS, DOWN_TAPS, PHASE, RADIAL.
//
// A block makes TILE x TILE pixels of 8 channels. What is filtered next lies with the filtered axis fastest,
// two samples to a word, as matrix fragments want them; strides let a warp's words fall into 32 banks.

#define CHANNELS 8
#define WARPS 8
#define MIDDLE (TILE * 2 + DOWN_TAPS - 2)  // side of a tile between the filters
#define CHUNKS ((MIDDLE + 15) / 16)        // of 16 samples
#define STEP (16 / UP)                     // source samples from one chunk to the next
#define SPAN (STEP * (CHUNKS - 1) + 16)    // side of what a tile is made of
#define SOURCE_ROW (CHANNELS * SPAN + 8)
#define RISING_COLUMN (CHANNELS * SPAN + 8)
#define WIDE (CHUNKS * 16 + 8)
#define FALLING_ROW (CHANNELS * WIDE + 8)
#define FALLING_ROWS (RADIAL ? CHUNKS * 16 : TILE)
#define LARGER(a, b) ((a) > (b) ? (a) : (b))
#define FIRST_REGION LARGER(SPAN * SOURCE_ROW, FALLING_ROWS * FALLING_ROW)

// Of sample j of a chunk: its first source sample among the chunk's, and that one's tap.
#define SKIP(j) (((j) - PHASE + UP - 1) / UP)
#define FIRST_TAP(j) (SKIP(j) * UP + PHASE - (j))

__device__ inline unsigned pair(float first, float second) {
    return (unsigned)narrow(first) | ((unsigned)narrow(second) << 16);
}

__device__ inline unsigned word(const unsigned short *place) { return *(const unsigned *)place; }

// sums [16, 8] += a [16, 16] b [16, 8], spread over a warp as PTX lays out m16n8k16.
#ifndef ON_HOST
__device__ inline void multiply(
    float *sums, unsigned a0, unsigned a1, unsigned a2, unsigned a3, unsigned b0, unsigned b1) {
    asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
        "{%0, %1, %2, %3};"
        : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
        : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
}
#endif

// Element [j, k] of the matrix that makes 16 samples of the middle of 16 source samples.
__device__ inline float rise(const float *taps, int j, int k) {
    const int index = k - SKIP(j);
    return index >= 0 && index < UP_TAPS / UP ? taps[FIRST_TAP(j) + index * UP] : 0.0f;
}

// Taps 2i and 2i + 1, which stand next to each other in the matrix that thins out samples of the middle.
__device__ inline unsigned fall(const float *taps, int i) {
    return i >= 0 && i < DOWN_TAPS / 2 ? pair(taps[2 * i], taps[2 * i + 1]) : 0u;
}

// As `filtered_activation` of filters.cu.
extern "C" __global__ void __launch_bounds__(WARPS * 32) filtered_activation_by_matrices(
    const uint4 *x, const float *demodulation, int demodulation_stride, const float *bias,
    const float *up_taps, const float *down_taps, const float *scale, int scale_stride,
    unsigned short *out, int in_side, int out_side, int channels, int padding, float clamp) {
    extern __shared__ float memory[];
    unsigned short *source = (unsigned short *)memory;    // [SPAN rows][CHANNELS][SPAN columns]
    unsigned short *falling = (unsigned short *)memory;   // [FALLING_ROWS][CHANNELS][WIDE columns]
    unsigned short *rising = source + FIRST_REGION;       // [CHUNKS * 16 columns][CHANNELS][SPAN rows]
    const int tiles = (out_side + TILE - 1) / TILE;
    const int top = blockIdx.x / tiles * TILE, left = blockIdx.x % tiles * TILE;
    const int first_channel = blockIdx.y * CHANNELS;
    const size_t picture = blockIdx.z;
    const int first_row = (top * 2 - padding + PHASE) / UP;  // PHASE makes these divisions exact
    const int first_column = (left * 2 - padding + PHASE) / UP;
    const int warp = threadIdx.x / 32, group = threadIdx.x % 32 / 4, member = threadIdx.x % 4;

    {
        float gains[CHANNELS], biases[CHANNELS];
#pragma unroll
        for (int k = 0; k < CHANNELS; k++) {
            gains[k] = demodulation[picture * demodulation_stride + first_channel + k];
            biases[k] = bias[first_channel + k];
        }
        for (int i = threadIdx.x; i < SPAN * (SPAN / 2); i += WARPS * 32) {
            const int row = i / (SPAN / 2), column = i % (SPAN / 2) * 2;
            const int from_row = first_row + row, from_column = first_column + column;
            float values[2][CHANNELS] = {};
#pragma unroll
            for (int s = 0; s < 2; s++) {
                const int from = from_column + s;
                if (from_row < 0 || from_row >= in_side || from < 0 || from >= in_side) continue;
                const size_t place = ((picture * in_side + from_row) * in_side + from) * channels + first_channel;
                unpack(x[place / CHANNELS], values[s]);
#pragma unroll
                for (int k = 0; k < CHANNELS; k++) values[s][k] = values[s][k] * gains[k] + biases[k];
            }
#pragma unroll
            for (int k = 0; k < CHANNELS; k++)
                *(unsigned *)&source[row * SOURCE_ROW + k * SPAN + column] = pair(values[0][k], values[1][k]);
        }
    }
    // The rising matrix's fragments: as the left operand these four words, as the right one by halves.
    unsigned rises[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
        const int j = group + i % 2 * 8, k = member * 2 + i / 2 * 8;
        rises[i] = pair(rise(up_taps, j, k), rise(up_taps, j, k + 1));
    }
    __syncthreads();

    // Up along rows: 16 columns of the middle by 8 source rows at a time.
    for (int task = warp; task < SPAN; task += WARPS) {
        const int channel = task % CHANNELS, row = task / CHANNELS * 8;
        const unsigned short *line = source + (row + group) * SOURCE_ROW + channel * SPAN + member * 2;
        unsigned next = word(line);
#pragma unroll
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            const unsigned low = STEP == 8 ? next : word(line + STEP * chunk);
            next = word(line + STEP * chunk + 8);
            float sums[4] = {};
            multiply(sums, rises[0], rises[1], rises[2], rises[3], low, next);
            unsigned short *place =
                rising + (chunk * 16 + group) * RISING_COLUMN + channel * SPAN + row + member * 2;
            *(unsigned *)place = pair(sums[0], sums[1]);
            *(unsigned *)(place + 8 * RISING_COLUMN) = pair(sums[2], sums[3]);
        }
    }
    __syncthreads();

#if RADIAL
    // Up along columns: 16 rows of the middle by 8 of its columns at a time.
    for (int task = warp; task < CHUNKS * 2 * CHANNELS; task += WARPS) {
        const int channel = task % CHANNELS, column = task / CHANNELS * 8;
        const unsigned short *line = rising + (column + group) * RISING_COLUMN + channel * SPAN + member * 2;
#pragma unroll
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            float sums[4] = {};
            multiply(sums, rises[0], rises[1], rises[2], rises[3], word(line + STEP * chunk),
                     word(line + STEP * chunk + 8));
            unsigned short *place =
                falling + (chunk * 16 + group) * FALLING_ROW + channel * WIDE + column + member * 2;
            *(unsigned *)place = pair(activate(sums[0], clamp), activate(sums[1], clamp));
            *(unsigned *)(place + 8 * FALLING_ROW) = pair(activate(sums[2], clamp), activate(sums[3], clamp));
        }
    }
#define FILTER_ROWS DOWN_TAPS
#else
#define FILTER_ROWS 1
    // Up and down again along columns, 16 columns at a time: what one product makes is, packed, what the
    // next one takes, and never leaves the registers.
    {
        const unsigned fall0 = fall(down_taps, member - group), fall4 = fall(down_taps, member - group + 4);
        const unsigned fall8 = fall(down_taps, member - group + 8), fall12 = fall(down_taps, member - group + 12);
        for (int task = warp; task < CHUNKS * CHANNELS; task += WARPS) {
            const int channel = task % CHANNELS, column = task / CHANNELS * 16;
            const unsigned short *line = rising + (column + group) * RISING_COLUMN + channel * SPAN + member * 2;
            float before[4] = {}, behind[4] = {};  // of the 8 rows of output that two chunks contribute to
#pragma unroll
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                const unsigned short *from = line + STEP * chunk;
                const unsigned a0 = word(from), a1 = word(from + 8 * RISING_COLUMN);
                const unsigned a2 = word(from + 8), a3 = word(from + 8 * RISING_COLUMN + 8);
                float low[4] = {}, high[4] = {};
                multiply(low, a0, a1, a2, a3, rises[0], rises[2]);
                multiply(high, a0, a1, a2, a3, rises[1], rises[3]);
#pragma unroll
                for (int i = 0; i < 4; i++) low[i] = activate(low[i], clamp), high[i] = activate(high[i], clamp);
                const unsigned m0 = pair(low[0], low[1]), m1 = pair(low[2], low[3]);
                const unsigned m2 = pair(high[0], high[1]), m3 = pair(high[2], high[3]);
                multiply(behind, m0, m1, m2, m3, fall0, fall4);
                if (chunk > 0) {
                    multiply(before, m0, m1, m2, m3, fall8, fall12);
                    const int row = (chunk - 1) * 8 + member * 2;
                    unsigned short *place = falling + row * FALLING_ROW + channel * WIDE + column + group;
                    place[0] = narrow(before[0]);
                    place[FALLING_ROW] = narrow(before[1]);
                    place[8] = narrow(before[2]);
                    place[FALLING_ROW + 8] = narrow(before[3]);
                }
#pragma unroll
                for (int i = 0; i < 4; i++) before[i] = behind[i], behind[i] = 0;
            }
        }
    }
#endif
    __syncthreads();

    // Down along rows: 16 pixels of output by 8 channels at a time.
    unsigned falls[FILTER_ROWS][4];
#pragma unroll
    for (int r = 0; r < FILTER_ROWS; r++)
#pragma unroll
        for (int i = 0; i < 4; i++) falls[r][i] = fall(down_taps + r * DOWN_TAPS, member - group + 4 * i);
    float gains[2];
#pragma unroll
    for (int k = 0; k < 2; k++) gains[k] = scale[picture * scale_stride + first_channel + member * 2 + k];
    for (int task = warp; task < TILE * (TILE / 16); task += WARPS) {
        const int row = task % TILE, chunk = task / TILE * 2;  // 16 pixels are made of 32 samples and more
        float sums[4] = {};
#pragma unroll
        for (int r = 0; r < FILTER_ROWS; r++) {
            const unsigned short *line = falling + ((RADIAL ? row * 2 : row) + r) * FALLING_ROW + group * WIDE +
                                         chunk * 16 + member * 2;
            multiply(sums, falls[r][0], 0, falls[r][1], 0, word(line), word(line + 8));
            multiply(sums, falls[r][2], falls[r][0], falls[r][3], falls[r][1], word(line + 16), word(line + 24));
            multiply(sums, 0, falls[r][2], 0, falls[r][3], word(line + 32), word(line + 40));
        }
        if (top + row >= out_side) continue;
#pragma unroll
        for (int i = 0; i < 2; i++) {
            const int column = left + chunk * 8 + group + i * 8;
            if (column >= out_side) continue;
            const size_t place = ((picture * out_side + top + row) * out_side + column) * channels;
            *(unsigned *)(out + place + first_channel + member * 2) =
                pair(sums[2 * i] * gains[0], sums[2 * i + 1] * gains[1]);
        }
    }
}
