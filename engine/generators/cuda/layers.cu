// StyleGAN2's passes over memory between convolutions, each fused into one; arithmetic in float32.

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
#pragma unroll
            for (int j = 0; j < TAPS; j++) {
                const int from_column = column + j - 1;
                const bool there = from_row >= 0 && from_row < source && from_column >= 0 && from_column < source;
                const size_t place = ((picture * source + from_row) * source + from_column) * packs + pack;
                float values[WIDTH];
                unpack(there ? x[place] : make_uint4(0, 0, 0, 0), values);
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

// What of a colour comes from the picture so far [side/2, side/2], at twice its resolution: a transposed
// convolution with `taps` [TAPS, TAPS].
__device__ inline float doubled(const float *plane, const float *taps, int row, int column, int half) {
    float sum = 0;
#pragma unroll
    for (int i = 0; i < 2; i++)
#pragma unroll
        for (int j = 0; j < 2; j++) {
            const int from_row = (row + 1) / 2 - i, from_column = (column + 1) / 2 - j;
            if (from_row < 0 || from_row >= half || from_column < 0 || from_column >= half) continue;
            const int tap = (row + 1 - 2 * from_row) * TAPS + column + 1 - 2 * from_column;
            sum += taps[tap] * plane[from_row * half + from_column];
        }
    return sum;
}

// `finish_layer` without a blur and `add_colours` of the same features in one pass, where a warp holds whole
// pixels: `packs` is a power of two from 4 to 32, and side * packs a multiple of the block. The features
// are written times `scale` only, and not at all where `scaled` is null.
extern "C" __global__ void finish_with_colours(
    const uint4 *x, const float *demodulation, int demodulation_stride, const float *noise, const float *bias,
    const float *scale, int scale_stride, uint4 *scaled, int side, int packs, float clamp,
    const float *weight, int weight_stride, const float *colour_bias, const float *image, const float *taps,
    float *out, float colour_clamp) {
    const int along = blockIdx.x * blockDim.x + threadIdx.x;
    const int column = along / packs, pack = along % packs, channel = pack * WIDTH;
    const int first = blockIdx.y * ROWS;
    const size_t picture = blockIdx.z;
    float sums[ROWS][WIDTH], colours[ROWS][3], gains[WIDTH], biases[WIDTH];
#pragma unroll
    for (int r = 0; r < ROWS; r++)
        unpack(x[((picture * side + first + r) * side + column) * packs + pack], sums[r]);
#pragma unroll
    for (int k = 0; k < WIDTH; k++) {
        gains[k] = demodulation[picture * demodulation_stride + channel + k];
        biases[k] = bias[channel + k];
    }
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
        const float grain = noise ? noise[(size_t)(first + r) * side + column] : 0.0f;
#pragma unroll
        for (int k = 0; k < WIDTH; k++)
            sums[r][k] = activate(sums[r][k] * gains[k] + (biases[k] + grain), clamp);
    }
#pragma unroll
    for (int c = 0; c < 3; c++) {
        float weights[WIDTH];
#pragma unroll
        for (int k = 0; k < WIDTH; k++) weights[k] = weight[(picture * 3 + c) * weight_stride + channel + k];
#pragma unroll
        for (int r = 0; r < ROWS; r++) {
            colours[r][c] = 0;
#pragma unroll
            for (int k = 0; k < WIDTH; k++) colours[r][c] += weights[k] * sums[r][k];
        }
    }
    for (int distance = 1; distance < packs; distance *= 2)
#pragma unroll
        for (int r = 0; r < ROWS; r++)
#pragma unroll
            for (int c = 0; c < 3; c++)
                colours[r][c] += __shfl_xor_sync(0xffffffffu, colours[r][c], distance);
    if (scaled) {
        float scales[WIDTH];
#pragma unroll
        for (int k = 0; k < WIDTH; k++) scales[k] = scale[picture * scale_stride + channel + k];
#pragma unroll
        for (int r = 0; r < ROWS; r++) {
#pragma unroll
            for (int k = 0; k < WIDTH; k++) sums[r][k] *= scales[k];
            scaled[((picture * side + first + r) * side + column) * packs + pack] = packed(sums[r]);
        }
    }
    if (pack >= 3) return;
    const size_t plane = picture * 3 + pack;
    const int half = side / 2;
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
        float colour = pack == 0 ? colours[r][0] : pack == 1 ? colours[r][1] : colours[r][2];
        colour = clamped(colour + colour_bias[pack], colour_clamp);
        if (image) colour += doubled(image + plane * half * half, taps, first + r, column, half);
        out[(plane * side + first + r) * side + column] = colour;
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
        if (image)
            colour += doubled(image + plane * (pixels / 4), taps, pixel / side, pixel % side, side / 2);
        out[plane * pixels + pixel] = colour * gain;
    }
}
