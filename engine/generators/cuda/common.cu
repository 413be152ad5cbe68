// What all kernels have in common; it is put before each of their sources.
//
// Features lie channels-last. The macro HALF is 0 for float32 features, 1 for float16, 2 for bfloat16.
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
